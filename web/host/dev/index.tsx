/**
 * The author's side of the host, for `superette dev` alone: changes of the source arrive in the running program (follow.ts, and
 * web/runtime/dev in its Worker), faults stand over the page (faults.tsx), and a panel shows what the program does
 * (panel.tsx). It is loaded with the container of programs of a development instance, and nowhere else.
 */
import type { ComponentChild } from 'preact'
import type { DevPort } from '../program/ports.js'
import type { Programs } from '../program/programs.js'
import type { Session } from '../program/session.js'
import { keepLines } from './console.js'
import style from './dev.text.css'
import { createDiagnostics } from './diagnostics.js'
import { Faults } from './faults.js'
import { createFollower } from './follow.js'
import { Handle } from './handle.js'
import { openPanel, Panel, panelOpen } from './panel.js'
import { createRecord, type DevRecord, errorsNow } from './record.js'
import { createRun, type Run } from './run.js'
import { localeSaid, themeSaid } from './simulate.js'
import { word } from './words.js'

export interface Dev extends DevPort {
  readonly Panel: (props: { readonly programs: Programs }) => ComponentChild
  /** What the author makes believe, else what is true. */
  theme(real: 'light' | 'dark'): 'light' | 'dark'
  locale(real: 'en' | 'zh'): 'en' | 'zh'
}

export function createDev(): Dev {
  const sheet = document.createElement('style')
  sheet.textContent = style
  document.head.append(sheet)

  const diagnostics = createDiagnostics()
  void diagnostics.load()
  const records = new Map<string, DevRecord>()
  const runs = new WeakMap<object, Run>()
  const worked = new WeakSet<Session>()
  const recordOf = (appId: string): DevRecord => {
    const known = records.get(appId)
    if (known !== undefined) return known
    const fresh = createRecord()
    records.set(appId, fresh)
    return fresh
  }
  // A session's DevRun is the run itself.
  const runOf = (session: Session): Run | undefined => (session.dev === null ? undefined : runs.get(session.dev))
  const follower = createFollower(runOf)

  return {
    begin(appId, session) {
      const record = recordOf(appId)
      record.began(keepLines.value)
      const run = createRun(session, record)
      runs.set(run, run)
      return run
    },
    changed(programs, appId, packageSha) {
      void diagnostics.load()
      follower.changed(programs, appId, packageSha)
    },
    open: () => openPanel(true),
    theme: (real) => themeSaid.value ?? real,
    locale: (real) => localeSaid.value ?? real,
    Overlay: ({ session, route }) => (
      <>
        <Problems session={session} record={recordOf(session.appId)} warnings={diagnostics.of(session.appId)} />
        <Faults session={session} diagnostics={diagnostics} route={route} worked={worked} />
      </>
    ),
    Panel: ({ programs }) => <Panel programs={programs} diagnostics={diagnostics} runOf={runOf} />,
  }
}

interface ProblemsProps {
  readonly session: Session
  readonly record: DevRecord
  readonly warnings: ReturnType<ReturnType<typeof createDiagnostics>['of']>
}

/** The way to the panel, and how much is wrong. */
function Problems({ record, warnings }: ProblemsProps): ComponentChild {
  const thrown = errorsNow(record)
  const errors = thrown + warnings.filter((each) => each.severity === 'error').length
  if (errors === 0 && panelOpen.value) return null
  if (errors === 0 && warnings.length === 0) return <Handle kind="plain" count={0} label={word('open')} />
  const text =
    errors === 0 ? (warnings.length === 1 ? word('warning') : word('warnings', warnings.length)) : errors === 1 ? word('problem') : word('problems', errors)
  return <Handle kind={errors > 0 ? 'problems' : 'warnings'} count={errors || warnings.length} label={text} />
}
