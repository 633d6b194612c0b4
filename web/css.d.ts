/** A style sheet of a room that comes later than the page's own: its text. */
declare module '*.text.css' {
  const style: string
  // biome-ignore lint/style/noDefaultExport: it is what the bundler makes of a text
  export default style
}
/** Style sheets are imported for their effect; the bundler collects them. */
declare module '*.css'
