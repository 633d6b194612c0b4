/** Line icons on a 24-px grid, drawn here so that they weigh little and follow the text's colour. */
import type { ComponentChildren, JSX } from 'preact'

const PATHS = {
  chats: 'M4 5.5h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-8l-5 3.5v-3.5H4a1 1 0 0 1-1-1v-10a1 1 0 0 1 1-1Z',
  contacts:
    'M9 11.5a3.75 3.75 0 1 0 0-7.5 3.75 3.75 0 0 0 0 7.5ZM2.5 20c0-3.2 2.9-5.5 6.5-5.5s6.5 2.3 6.5 5.5M16 4.4a3.75 3.75 0 0 1 0 6.7M18 14.9c2.1.8 3.5 2.7 3.5 5.1',
  discover: 'M4 9.5 5.6 4h12.8L20 9.5M4 9.5a2.67 2.67 0 0 0 5.33 0 2.67 2.67 0 0 0 5.34 0 2.67 2.67 0 0 0 5.33 0M5.5 12v8h13v-8M10 20v-4.5h4V20',
  me: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5c.4-3.7 3.5-6 7.5-6s7.1 2.3 7.5 6',
  back: 'm14.5 5-7 7 7 7',
  forward: 'm9.5 5 7 7-7 7',
  down: 'M12 5v14m-6-6 6 6 6-6',
  close: 'M6 6l12 12M18 6 6 18',
  more: 'M5.5 12h.01M12 12h.01M18.5 12h.01',
  send: 'M4 12 20 4.5 16.5 20l-4.6-5.2L4 12Zm7.9 2.8L20 4.5',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Zm4.8-1.7L20.5 20.5',
  plus: 'M12 5v14M5 12h14',
  addPerson: 'M10 11.5A3.75 3.75 0 1 0 10 4a3.75 3.75 0 0 0 0 7.5ZM3 20c0-3.2 3-5.5 7-5.5 1.4 0 2.7.3 3.8.8M18 14v6M15 17h6',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  read: 'm2.5 12.5 4 4 8-8.5M11.5 15.5l1 1 9-8.5',
  clock: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 7.5V12l3 2',
  alert: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 7.5v5.5M12 16.2h.01',
  refund: 'M8.5 5 4.5 9l4 4M4.5 9h9a5.5 5.5 0 0 1 0 11H8',
  expired: 'M7 3.5h10M7 20.5h10M8 3.5v3.2c0 2.5 4 3.4 4 5.3s4 2.8 4 5.3v3.2M16 3.5v3.2c0 2.5-4 3.4-4 5.3s-4 2.8-4 5.3v3.2',
  copy: 'M9 8.5h10.5V20H9zM15 8.5V4H4.5v11.5H9',
  retry: 'M19.5 12a7.5 7.5 0 1 1-2.3-5.4M19.5 3.5V8H15',
  trash: 'M4.5 7h15M9.5 7V4h5v3M6.5 7l1 13h9l1-13M10.5 11v5.5M13.5 11v5.5',
  globe: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM3.5 12h17M12 3.5c2.5 2.3 3.8 5.2 3.8 8.5s-1.3 6.2-3.8 8.5c-2.5-2.3-3.8-5.2-3.8-8.5S9.5 5.8 12 3.5Z',
  theme: 'M19.8 14.3A8.3 8.3 0 0 1 9.7 4.2a8.3 8.3 0 1 0 10.1 10.1Z',
  wallet: 'M4 7.5h14.5a1.5 1.5 0 0 1 1.5 1.5v9a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18V6.5A1.5 1.5 0 0 1 5.5 5H17M16 13.5h.01',
  packet: 'M5.5 3.5h13v17h-13zM5.5 7.5c3.5 3.6 9.5 3.6 13 0M12 8.2v4.6M10 10.5h4',
  transfer: 'M4 9h14l-3.5-4M20 15H6l3.5 4',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z',
  eyeOff: 'M4 4l16 16M9.5 5.9A9 9 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a17 17 0 0 1-2.9 3.6M6.2 7.4A16.6 16.6 0 0 0 2.5 12S6 18.5 12 18.5a9.3 9.3 0 0 0 4.3-1.1',
  erase: 'M8.5 5.5H20a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1H8.5L2.5 12l6-6.5ZM11.5 9.5l5 5M16.5 9.5l-5 5',
  keyboard: 'M3 6.5h18v11H3zM6.5 10h.01M10 10h.01M14 10h.01M17.5 10h.01M6.5 13.8h.01M17.5 13.8h.01M9.5 14h5',
  info: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 11.5V16M12 8h.01',
  leave: 'M14 4H5.5v16H14M10 12h10.5M17 8.5l3.5 3.5-3.5 3.5',
  offline: 'M3.5 8.5a13 13 0 0 1 4.6-2.7M20.5 8.5a13 13 0 0 0-8-3.4M7 12.5a8 8 0 0 1 3.5-1.9M17 12.5a8 8 0 0 0-1.3-1M12 17.5h.01M4 3.5l16 17',
  shield: 'M12 3.5 19 6v5.5c0 4.2-2.9 7.3-7 9-4.1-1.7-7-4.8-7-9V6l7-2.5ZM9 12l2.2 2.2L15.2 10',
  key: 'M8 19.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm2.9-6.9L19.5 4M15.5 8l3 3M12.5 11l2 2',
  pin: 'M9 4h6l-.8 5.2 3.3 3.3v1.5h-11v-1.5l3.3-3.3L9 4ZM12 14v6',
  group:
    'M12 11.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM6.5 18.5c.3-2.8 2.6-4.5 5.5-4.5s5.2 1.7 5.5 4.5M5.5 11a2.2 2.2 0 1 1 .9-4.2M2.5 16c.2-1.7 1.2-2.8 2.7-3.3M18.5 11a2.2 2.2 0 1 0-.9-4.2M21.5 16c-.2-1.7-1.2-2.8-2.7-3.3',
  link: 'M10 14a4 4 0 0 0 5.7 0l3.2-3.2a4 4 0 0 0-5.7-5.7L12 6.3M14 10a4 4 0 0 0-5.7 0l-3.2 3.2a4 4 0 0 0 5.7 5.7l1.2-1.2',
  edit: 'M4.5 19.5l1-4.2L16 4.8a1.6 1.6 0 0 1 2.3 0l.9.9a1.6 1.6 0 0 1 0 2.3L8.7 18.5l-4.2 1Z',
  reply: 'M9.5 6 4 11.5 9.5 17M4 11.5h9a7 7 0 0 1 7 7',
  share: 'M14.5 6 20 11.5 14.5 17M20 11.5h-9a7 7 0 0 0-7 7',
  bell: 'M6 15.5V10a6 6 0 0 1 12 0v5.5l1.5 2.5h-15zM10 20.5h4',
  mute: 'M6 10a6 6 0 0 1 9.5-4.9M18 11.5V16l1.5 2h-13M10 20.5h4M4 4l16 16M6 10v5l-1.5 3',
  unpin: 'M9 4h6l-.8 5.2 3.3 3.3v1.5h-11v-1.5l3.3-3.3L9 4ZM12 14v6M4 4l16 16',
  at: 'M15.5 12a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0Zm0 0v1.5a2.5 2.5 0 0 0 5 0V12a8.5 8.5 0 1 0-3.3 6.7',
  picture: 'M3.5 5h17v14h-17zM3.5 16l4.8-4.8 4 4 3-3 5.2 5.2M15.5 9.5h.01',
  camera: 'M3.5 8h4l1.5-2.5h6L16.5 8h4v11h-17zM12 16.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4Z',
  file: 'M6 3.5h8.5L18.5 7.5v13H6zM14.5 3.5v4h4',
  fileText: 'M6 3.5h8.5L18.5 7.5v13H6zM14.5 3.5v4h4M9 11.5h6.5M9 14.5h6.5M9 17.5h4',
  fileSheet: 'M6 3.5h8.5L18.5 7.5v13H6zM14.5 3.5v4h4M9 11.5h6.5v6H9zM9 14.5h6.5M12 11.5v6',
  fileSlides: 'M6 3.5h8.5L18.5 7.5v13H6zM14.5 3.5v4h4M8.8 11.5h7v4.5h-7zM12.3 16v2',
  fileArchive: 'M6 3.5h8.5L18.5 7.5v13H6zM14.5 3.5v4h4M10 3.8v1.4M11.3 6.2v1.4M10 8.6V10M9.3 12.5h2.4v4H9.3z',
  fileAudio: 'M6 3.5h8.5L18.5 7.5v13H6zM14.5 3.5v4h4M10.3 18a1.3 1.3 0 1 0 0-2.6 1.3 1.3 0 0 0 0 2.6ZM11.6 16.7v-5l2.9 1',
  fileVideo: 'M6 3.5h8.5L18.5 7.5v13H6zM14.5 3.5v4h4M10.2 11.5v6l4.8-3z',
  fileImage: 'M6 3.5h8.5L18.5 7.5v13H6zM14.5 3.5v4h4M8.5 18l2.6-3.4 1.8 1.8 1.2-1.2 2 2.8M10.2 11.3h.01',
  fileProgram: 'M6 3.5h8.5L18.5 7.5v13H6zM14.5 3.5v4h4M9.3 12l2.2 2.2-2.2 2.2M12.8 17h2.6',
  mic: 'M12 14.5a3 3 0 0 0 3-3v-5a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3ZM6 11.5a6 6 0 0 0 12 0M12 17.5v3M9 20.5h6',
  play: 'M8 5.5v13l10.5-6.5z',
  pause: 'M8.5 5.5v13M15.5 5.5v13',
  save: 'M12 4v11m-5-5 5 5 5-5M5 19.5h14',
  programs: 'M4 4h6.5v6.5H4zM13.5 4H20v6.5h-6.5zM4 13.5h6.5V20H4zM13.5 13.5H20V20h-6.5z',
} as const

export type IconName = keyof typeof PATHS

interface IconProps {
  readonly name: IconName
  readonly size?: number
  readonly label?: string
  readonly class?: string
}

export function Icon({ name, size = 24, label, class: cls }: IconProps): JSX.Element {
  const said = label === undefined ? { 'aria-hidden': true as const } : { role: 'img' as const, 'aria-label': label }
  const dots = name === 'more'
  return (
    <svg
      class={`icon ${cls ?? ''}`}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width={dots ? 3 : 1.7}
      stroke-linecap="round"
      stroke-linejoin="round"
      {...said}
    >
      <path d={PATHS[name]} />
    </svg>
  )
}

const STRIPES = [0, 1, 2, 3, 4] as const

interface AwningProps {
  readonly size?: number
  /** Colour of the stripes; the brand's unless a program's is given. */
  readonly color?: string
  readonly class?: string
  readonly children?: ComponentChildren
}

/** The mark: a striped awning with five scallops over an open door. */
export function Awning({ size = 32, color = 'var(--brand)', class: cls }: AwningProps): JSX.Element {
  return (
    <svg class={`awning ${cls ?? ''}`} width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <path d="M5 17v12h22V17" fill="none" stroke={color} stroke-width="2" stroke-linejoin="round" />
      <path d="M12 29V20.5h8V29" fill={color} fill-opacity="0.22" />
      <path d="M20 20.5v8.5l-4.5 1.6V22Z" fill={color} />
      {STRIPES.map((i) => (
        <path key={i} d={`M${1 + i * 6} 4h6v10.5a3 3 0 0 1-6 0Z`} fill={i % 2 === 0 ? color : 'var(--stripe, #ffedd5)'} />
      ))}
      <rect x="1" y="2.5" width="30" height="3" rx="1.5" fill={color} />
    </svg>
  )
}
