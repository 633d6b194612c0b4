/** The phone that the program believes itself on. */
import { useSignal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import { networkStatus } from '../program/calls-device.js'
import type { Programs } from '../program/programs.js'
import type { Session } from '../program/session.js'
import { Choice } from './parts.js'
import { localeSaid, offline, sayOffline, sayWidth, themeSaid, widthSaid, widths } from './simulate.js'
import { word } from './words.js'

interface DeviceProps {
  readonly session: Session
  readonly programs: Programs
  /** The program is docked, so that its width is the panel's to choose. */
  readonly docked: boolean
}

export function DeviceTab({ session, programs, docked }: DeviceProps): ComponentChild {
  const away = useSignal(false)
  return (
    <div class="dev-scroll dev-device">
      <Choice
        label={word('theme')}
        value={themeSaid.value ?? 'host'}
        options={[
          ['host', word('asHost')],
          ['light', word('light')],
          ['dark', word('dark')],
        ]}
        onChoose={(chosen) => {
          themeSaid.value = chosen === 'host' ? null : chosen
          programs.themeChanged()
        }}
      />
      <Choice
        label={word('language')}
        value={localeSaid.value ?? 'host'}
        options={[
          ['host', word('asHost')],
          ['en', 'English'],
          ['zh', '简体中文'],
        ]}
        onChoose={(chosen) => {
          localeSaid.value = chosen === 'host' ? null : chosen
          // A program learns its language when it begins.
          programs.restart(session)
        }}
      />
      {docked && (
        <Choice
          label={word('width')}
          value={String(widthSaid.value)}
          options={widths.map((each) => [String(each), `${each}`] as const)}
          onChoose={(chosen) => sayWidth(Number(chosen))}
        />
      )}
      <Choice
        label={word('connection')}
        value={offline.value ? 'offline' : 'online'}
        options={[
          ['online', word('online')],
          ['offline', word('offline')],
        ]}
        onChoose={(chosen) => {
          sayOffline(chosen === 'offline')
          for (const each of programs.alive.value) each.happened('networkStatusChange', networkStatus())
        }}
      />
      <Choice
        label={word('life')}
        value={away.value ? 'background' : 'foreground'}
        options={[
          ['foreground', word('foreground')],
          ['background', word('background')],
        ]}
        onChoose={(chosen) => {
          away.value = chosen === 'background'
          if (away.value) session.hide()
          else session.show()
        }}
      />
      <div class="dev-buttons">
        <button type="button" class="dev-action" onClick={() => programs.again(session)}>
          {word('restart')}
        </button>
      </div>
      <p class="dev-quiet">{word('deviceHint')}</p>
    </div>
  )
}
