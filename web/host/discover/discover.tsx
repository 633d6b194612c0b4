/** Programs: search over the shelf, the ones opened here lately, all of them, and one program's page. */
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { failureOf, programs } from '../../kit/api/client.js'
import type { Program, ProgramVersion } from '../../kit/api/model.js'
import { toProgram, toVersion } from '../../kit/api/model.js'
import { explain } from '../../kit/i18n/failure.js'
import { countText, dateOnly, sizeText } from '../../kit/i18n/format.js'
import { locale, t, when } from '../../kit/i18n/i18n.js'
import { Icon } from '../../kit/icons/icons.js'
import { inkOn, ProgramIcon, safeColor } from '../../kit/ui/avatar.js'
import { Empty, Problem, SkeletonRows } from '../../kit/ui/parts.js'
import { arrowKeys } from '../../kit/ui/sheet.js'
import { Bar } from '../app/bar.js'
import { Link } from '../app/link.js'
import { place } from '../app/router.js'
import { matches } from '../palette/match.js'
import { launch } from '../program-launch.js'
import { report } from '../report/ask.js'
import { session } from '../session.js'

export function DiscoverList(): JSX.Element {
  const { shelf } = session()
  const [query, setQuery] = useState('')
  useEffect(() => {
    void shelf.load()
  }, [])
  const all = shelf.programs.value
  const recent = shelf.recent.value.map((id) => shelf.find(id)).filter((p) => p !== undefined)
  const found = query.trim() === '' ? all : all.filter((p) => matches(query, [p.name, p.description, p.publisher]))
  return (
    <div class="discover" role="group" aria-label={t('tab.discover')} onKeyDown={arrowKeys}>
      <label class="search-field">
        <Icon name="search" size={20} />
        <input
          type="search"
          value={query}
          placeholder={t('discover.search')}
          aria-label={t('discover.search')}
          onInput={(e) => setQuery(e.currentTarget.value)}
        />
      </label>
      {query.trim() === '' && recent.length > 0 && (
        <section aria-label={t('discover.recent')}>
          <h2 class="section-title">{t('discover.recent')}</h2>
          <div class="recent">
            {recent.map((p) => (
              <button type="button" class="recent-item" key={p.appId} data-row onClick={() => launch({ appId: p.appId, path: '', from: undefined })}>
                <ProgramIcon name={p.name} color={p.color} logo={p.logo} size={56} />
                <span>{p.name}</span>
              </button>
            ))}
          </div>
        </section>
      )}
      <section aria-label={t('discover.shelf')}>
        <h2 class="section-title">{query.trim() === '' ? t('discover.shelf') : t('discover.found', countText(found.length, locale.value))}</h2>
        {!shelf.known.value && !shelf.failed.value && <SkeletonRows count={4} />}
        {!shelf.known.value && shelf.failed.value && <Problem text={t('discover.failed')} onRetry={() => void shelf.load()} />}
        {shelf.known.value && all.length === 0 && <Empty title={t('discover.empty')} text={t('discover.emptyText')} />}
        {all.length > 0 && found.length === 0 && <p class="nothing">{t('discover.nothing', query.trim())}</p>}
        <div role="list" class="shelf">
          {found.map((p) => (
            <div role="listitem" key={p.appId}>
              <ProgramRow p={p} />
            </div>
          ))}
        </div>
      </section>
    </div>
  )
}

function ProgramRow({ p }: { readonly p: Program }): JSX.Element {
  const current = place.value.page.detail === p.appId
  return (
    <div class={current ? 'row program-row current' : 'row program-row'}>
      <Link to={`/discover/${p.appId}`} class="program-link" current={current} row>
        <ProgramIcon name={p.name} color={p.color} logo={p.logo} size={52} />
        <span class="row-main">
          <span class="row-title">{p.name}</span>
          <span class="row-line">{p.description !== '' || p.publisher === '' ? p.description : t('discover.by', p.publisher)}</span>
        </span>
      </Link>
      <button
        type="button"
        class="button small soft"
        aria-label={t('program.openNamed', p.name)}
        onClick={() => launch({ appId: p.appId, path: '', from: undefined })}
      >
        {t('open')}
      </button>
    </div>
  )
}

interface Loaded {
  readonly program: Program
  readonly versions: readonly ProgramVersion[]
}

export function ProgramPage({ appId }: { readonly appId: string }): JSX.Element {
  const [loaded, setLoaded] = useState<Loaded | null>(null)
  const [problem, setProblem] = useState<{ missing: boolean; text: string; code: string } | null>(null)
  const [tries, setTries] = useState(0)
  useEffect(() => {
    let gone = false
    setProblem(null)
    setLoaded(null)
    programs.getProgram({ appId }).then(
      (answer) => {
        if (!gone && answer.program) setLoaded({ program: toProgram(answer.program), versions: answer.versions.map(toVersion) })
      },
      (err: unknown) => {
        const f = failureOf(err)
        if (!gone) setProblem({ missing: f.kind === 'notFound' || f.kind === 'invalid', text: explain(f), code: f.code })
      },
    )
    return () => {
      gone = true
    }
  }, [appId, tries])
  const p = loaded?.program ?? session().shelf.find(appId)
  const color = safeColor(p?.color ?? '')
  return (
    <section class="screen" aria-label={p ? `${t('program.about')}: ${p.name}` : t('program.title')}>
      <Bar title={t('program.title')} />
      <div class="scroller">
        {problem?.missing && (
          <Empty title={t('program.notFound')} text={t('program.notFoundText')}>
            <Link to="/discover" class="button primary">
              {t('program.toShelf')}
            </Link>
          </Empty>
        )}
        {problem && !problem.missing && <Problem text={problem.text} code={problem.code} onRetry={() => setTries(tries + 1)} />}
        {!p && !problem && <SkeletonRows count={3} />}
        {p && (
          <div class="program-page">
            <div class="program-hero" style={{ background: color, color: inkOn(color) }}>
              <ProgramIcon name={p.name} color={p.color} logo={p.logo} size={88} />
              <h2>{p.name}</h2>
              {p.publisher !== '' && <p>{t('discover.by', p.publisher)}</p>}
            </div>
            {p.description !== '' && <p class="program-text">{p.description}</p>}
            <button type="button" class="button primary wide" onClick={() => launch({ appId, path: '', from: undefined })}>
              {t('program.openNamed', p.name)}
            </button>
            <Facts p={p} />
            <section class="group" aria-label={t('program.access')}>
              <h3 class="section-title">{t('program.access')}</h3>
              <p class="access">
                <Icon name="shield" />
                <span>{t('program.accessText')}</span>
              </p>
            </section>
            {loaded && <Versions list={loaded.versions} />}
            <button type="button" class="text-button bad" onClick={() => report({ kind: 'program', appId, name: p.name })}>
              {t('report')}
            </button>
          </div>
        )}
      </div>
    </section>
  )
}

/** The author's own text; without one, the number of the publication. */
function versionName(v: Pick<ProgramVersion, 'version' | 'number'>): string {
  return v.version !== '' ? v.version : String(v.number)
}

function Facts({ p }: { readonly p: Program }): JSX.Element {
  const facts: readonly (readonly [string, string])[] = [
    [t('program.version'), versionName(p)],
    [t('program.released'), p.releasedTs > 0 ? dateOnly(p.releasedTs, when()) : '–'],
    [t('program.size'), sizeText(p.sizeBytes, locale.value)],
    [t('program.pages'), countText(p.pageCount, locale.value)],
    [t('program.dialect'), p.dialect === 'alipay' ? t('program.alipay') : t('program.wechat')],
  ]
  return (
    <section class="group" aria-label={t('program.about')}>
      <h3 class="section-title">{t('program.about')}</h3>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div class="fact-hash">
          <dt>{t('program.hash')}</dt>
          <dd>
            <code>{p.package}</code>
          </dd>
        </div>
      </dl>
    </section>
  )
}

function Versions({ list }: { readonly list: readonly ProgramVersion[] }): JSX.Element {
  return (
    <section class="group" aria-label={t('program.versions')}>
      <h3 class="section-title">{t('program.versions')}</h3>
      <ol class="versions">
        {list.map((v) => (
          <li key={v.number}>
            <span class="version-top">
              <strong>{versionName(v)}</strong>
              <time>{dateOnly(v.releasedTs, when())}</time>
            </span>
            {v.note !== '' && <p>{v.note}</p>}
            <code title={v.package}>{v.package.slice(0, 16)}…</code>
          </li>
        ))}
      </ol>
    </section>
  )
}
