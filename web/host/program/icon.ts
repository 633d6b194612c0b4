/** Pictures that a program names for what the host draws around it: of its package, or of the network. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Session } from './session.js'

/** The address of its bytes; undefined until they are there, and if there is none. `where` is what its author is told of a failure. */
export function useIcon(session: Session, path: string | undefined, where: string, base = ''): string | undefined {
  const address = useSignal<string | undefined>(undefined)
  useEffect(() => {
    if (path === undefined || path === '') return
    let url: string | undefined
    let gone = false
    session.files.find(path, base).then(
      (found) => {
        if (gone) return
        url = URL.createObjectURL(found)
        address.value = url
      },
      (error: unknown) => session.report('warn', `${where}: ${String(error)}`),
    )
    return () => {
      gone = true
      if (url !== undefined) URL.revokeObjectURL(url)
    }
  }, [session, path, base])
  return address.value
}
