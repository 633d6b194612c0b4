/**
 * The globals that stay in a program's Worker; all others are deleted, so a new one of a browser's next version is none of a program's
 * business until it is put here. Language first, then what the runtime or canvas code of programs uses. None of these reaches outside:
 * no network, no storage of the origin, no other context, no code from text. Nor is there a MessageChannel, which WeChat's programs do not have:
 * one that a program keeps busy would go on while the program sleeps.
 */
const language =
  'Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date Promise RegExp Error AggregateError EvalError RangeError ' +
  'ReferenceError SyntaxError TypeError URIError SuppressedError JSON Math Intl ArrayBuffer SharedArrayBuffer Atomics Uint8Array Int8Array Uint16Array Int16Array Uint32Array ' +
  'Int32Array Float16Array Float32Array Float64Array Uint8ClampedArray BigUint64Array BigInt64Array DataView Map BigInt Set WeakMap WeakSet WeakRef Proxy Reflect ' +
  'FinalizationRegistry Iterator DisposableStack AsyncDisposableStack Temporal decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape isFinite isNaN ' +
  'globalThis WebAssembly'
const host =
  'self console setTimeout clearTimeout setInterval clearInterval queueMicrotask structuredClone requestAnimationFrame cancelAnimationFrame performance Performance atob btoa ' +
  'URL URLSearchParams TextEncoder TextDecoder Blob File FileReader FileReaderSync AbortController AbortSignal Event EventTarget CustomEvent ErrorEvent ProgressEvent ' +
  'PromiseRejectionEvent MessagePort MessageEvent DOMException crypto Crypto CryptoKey SubtleCrypto ReadableStream WritableStream TransformStream ' +
  'CompressionStream DecompressionStream addEventListener removeEventListener dispatchEvent when constructor'
const drawing =
  'OffscreenCanvas OffscreenCanvasRenderingContext2D ImageBitmap ImageBitmapRenderingContext ImageData createImageBitmap Path2D CanvasGradient CanvasPattern TextMetrics ' +
  'DOMMatrix DOMMatrixReadOnly DOMPoint DOMPointReadOnly DOMRect DOMRectReadOnly'
/** Constants that cannot be deleted. */
const fixed = 'TEMPORARY PERSISTENT'
const program = '$superette App Page Component Behavior getApp getCurrentPages wx __wxConfig global'

const names = new Set(`${language} ${host} ${drawing} ${fixed} ${program}`.split(' '))

export function isReachable(name: string): boolean {
  return names.has(name) || name.startsWith('WebGL')
}
