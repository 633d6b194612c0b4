/** A link that another phone's camera reads, and that can be copied. */
import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { encode } from 'uqr'
import { t } from '../i18n/i18n.js'
import { Icon } from '../icons/icons.js'
import { toast } from './toast.js'

/** Modules of white around the code; cameras want four. */
const QUIET = 4

/** The dark modules of a QR code as an SVG path, a unit each, and the side of the square with its margin. */
export function codePath(text: string): { readonly path: string; readonly side: number } {
  const { data, size } = encode(text, { border: QUIET, ecc: 'M' })
  let path = ''
  for (const [y, row] of data.entries()) {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue
      const from = x
      while (row[x + 1]) x++
      path += `M${from} ${y}h${x + 1 - from}v1H${from}z`
    }
  }
  return { path, side: size }
}

export function CodeOf({ link, label }: { readonly link: string; readonly label: string }): JSX.Element {
  const { path, side } = useMemo(() => codePath(link), [link])
  return (
    <>
      <svg class="qr" role="img" aria-label={label} viewBox={`0 0 ${side} ${side}`} shape-rendering="crispEdges">
        <path d={path} />
      </svg>
      <button
        type="button"
        class="copy-line"
        onClick={() =>
          void navigator.clipboard.writeText(link).then(
            () => toast(t('copied')),
            () => toast(t('copyFailed'), 'alert'),
          )
        }
      >
        <code>{link}</code>
        <Icon name="copy" size={20} label={t('copy')} />
      </button>
    </>
  )
}
