/** In the order of wanting; what the server takes: internal/chat/recording.go. */
const TYPES = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'] as const

/** What kind of recording this browser makes, if any. */
export function recordable(): string | undefined {
  return typeof MediaRecorder === 'undefined' ? undefined : TYPES.find((type) => MediaRecorder.isTypeSupported(type))
}
