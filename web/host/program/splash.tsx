/** Before a program's first page is there, and when it cannot be: the awning in the program's colour, or what happened in words. */
import type { ComponentChild } from 'preact'
import { trapFocus } from './focus.js'
import type { PackageFailure } from './package.js'
import type { Programs } from './programs.js'
import type { Phase, Session } from './session.js'
import type { Trouble } from './watchdog.js'
import { word, type Word } from './words.js'

/** The awning with its five scallops; stripes move while the program loads. */
export function Awning(): ComponentChild {
  return (
    <svg class="program-awning" viewBox="0 0 100 60" aria-hidden="true">
      {[0, 1, 2, 3, 4].map((i) => (
        <path
          key={i}
          d={`M${14 + i * 14.4} 6h14.4l${(i - 1.4) * 2.2} 30a10 10 0 0 1-20 0z`}
          transform={`translate(${i * 1.2} 0)`}
          opacity={i % 2 === 0 ? 1 : 0.55}
          style={{ animationDelay: `${i * 120}ms` }}
        />
      ))}
    </svg>
  )
}

export function Splash({ session, gone }: { readonly session: Session; readonly gone: boolean }): ComponentChild {
  const info = session.info.value
  return (
    <div class={`program-splash ${gone ? 'gone' : ''}`} role="status" aria-hidden={gone} aria-label={word('loading', info?.name ?? '')}>
      <div class="program-splash-mark">{info !== null && info.logo !== '' ? <img src={info.logo} alt="" /> : <Awning />}</div>
      <p>{info?.name ?? ''}</p>
      <span class="program-progress" aria-hidden="true" />
    </div>
  )
}

const reasons: Readonly<Record<PackageFailure['code'] | 'crashed', Word>> = {
  unreachable: 'failedUnreachable',
  missing: 'failedMissing',
  altered: 'failedAltered',
  malformed: 'failedMalformed',
  crashed: 'failedCrashed',
}

interface EndProps {
  readonly session: Session
  readonly onAgain: () => void
}

export function Failed({ session, phase, onAgain }: EndProps & { readonly phase: Extract<Phase, { kind: 'failed' }> }): ComponentChild {
  // Under development it was never on a shelf: its source stands in the way, which the author's overlay shows.
  const unmade = session.dev !== null && phase.reason === 'missing'
  return (
    <div class="program-end" role="alert">
      <Awning />
      <h2>{unmade ? word('unmadeTitle') : session.info.value === null ? word('failedUnknown') : word('failedTitle', session.info.value.name)}</h2>
      <p>{word(unmade ? 'unmadeText' : reasons[phase.reason])}</p>
      <details>
        <summary>{word('details')}</summary>
        <code>{phase.detail}</code>
      </details>
      <Ways session={session} onAgain={onAgain} />
    </div>
  )
}

export function Stopped({ session, phase, onAgain }: EndProps & { readonly phase: Extract<Phase, { kind: 'stopped' }> }): ComponentChild {
  return (
    <div class="program-end" role="alert">
      <Awning />
      <h2>{word('stoppedTitle', session.info.value?.name ?? '')}</h2>
      <p>{word(phase.reason === 'nodes' ? 'stoppedNodes' : phase.reason === 'restless' ? 'stoppedRestless' : 'stoppedText')}</p>
      <Where text={phase.where} />
      <Ways session={session} onAgain={onAgain} />
    </div>
  )
}

function Ways({ session, onAgain }: EndProps): ComponentChild {
  return (
    <div class="program-ways">
      <button type="button" class="program-action" onClick={onAgain}>
        {word('reload')}
      </button>
      <button type="button" class="program-action plain" onClick={() => session.leave()}>
        {word('close')}
      </button>
    </div>
  )
}

/** What of the program it is in, for who wants to tell its author. */
function Where({ text }: { readonly text: string }): ComponentChild {
  return text === '' ? null : <code class="program-where">{text}</code>
}

const troubles: Readonly<Record<Trouble, readonly [title: Word, text: Word]>> = {
  late: ['lateTitle', 'lateText'],
  silent: ['stuckTitle', 'stuckText'],
  frozen: ['stuckTitle', 'frozenText'],
  flood: ['floodTitle', 'floodText'],
  stores: ['floodTitle', 'storesText'],
  heavy: ['heavyTitle', 'heavyText'],
}
const steps: Readonly<Record<string, Word>> = { program: 'lateProgram', files: 'lateFiles', frame: 'lateFrame', storage: 'lateStorage' }

/** The program does not come up, does not answer or draws without end: the host's question, over a dimmed page. */
export function Stuck({ session, programs }: { readonly session: Session; readonly programs: Programs }): ComponentChild {
  const trouble = session.trouble.value
  if (trouble === null) return null
  const [title, text] = troubles[trouble]
  const where = session.where.value
  const step = trouble === 'late' ? steps[where] : undefined
  return (
    <div class="program-scrim program-center">
      <div class="program-dialog" role="alertdialog" aria-modal="true" aria-labelledby={`stuck-${session.id}`} ref={trapFocus}>
        <h2 id={`stuck-${session.id}`}>{word(title, session.info.value?.name ?? '')}</h2>
        <p>{word(text)}</p>
        <Where text={step === undefined ? where : word(step)} />
        <div class="program-dialog-buttons">
          <button type="button" onClick={() => session.wait()}>
            {word('wait')}
          </button>
          <button type="button" class="strong" onClick={() => programs.close(session.appId)}>
            {word('close')}
          </button>
        </div>
      </div>
    </div>
  )
}
