/** wx.openPrivacyContract: what a program can ask a person for and whom it can send it to, read out of its sealed package. */
import type { ComponentChild } from 'preact'
import { anyApi } from '../../protocol/apichunks.js'
import { trapFocus } from './focus.js'
import { privacyWord, type PrivacyWord } from './privacy-words.js'
import { ScreenBar } from './screen-bar.js'
import { word } from './words.js'

export interface PrivacyProps {
  readonly program: string
  readonly publisher: string
  /** Members of wx that its code names; "*": any. */
  readonly apis: readonly string[]
  /** Origins that it may ask. */
  readonly servers: readonly string[]
}

const asked: readonly (readonly [says: PrivacyWord, members: string])[] = [
  ['login', 'login'],
  ['profile', 'getUserProfile'],
  ['place', 'getLocation getFuzzyLocation startLocationUpdate'],
  ['chosenPlace', 'chooseLocation'],
  ['address', 'chooseAddress'],
  ['invoice', 'chooseInvoiceTitle'],
  ['files', 'chooseImage chooseMedia chooseVideo chooseMessageFile'],
  ['camera', 'createCameraContext scanCode'],
  ['microphone', 'getRecorderManager startRecord'],
  ['movement', 'startAccelerometer onAccelerometerChange startGyroscope startCompass onCompassChange startDeviceMotionListening'],
  ['clipboard', 'getClipboardData'],
  ['pay', 'requestPayment'],
]

/** What the members that a program names ask a person for. */
export function asksOf(apis: readonly string[]): readonly PrivacyWord[] {
  const any = apis.includes(anyApi)
  return asked.filter(([, members]) => any || members.split(' ').some((each) => apis.includes(each))).map(([says]) => says)
}

export function PrivacyView({ program, publisher, apis, servers, answer }: PrivacyProps & { answer(done: null): void }): ComponentChild {
  const asks = asksOf(apis)
  return (
    <div class="program-addresses program-privacy" role="dialog" aria-modal="true" aria-label={privacyWord('title')} ref={trapFocus}>
      <ScreenBar title={privacyWord('title')} label={word('back')} onBack={() => answer(null)} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by the keyboard too */}
      <div class="program-addresses-body" tabIndex={0} role="region" aria-label={privacyWord('title')}>
        <p class="program-addresses-note">{privacyWord('by', program, publisher)}</p>
        <h2>{privacyWord('asks')}</h2>
        {apis.includes(anyApi) && <p class="program-addresses-note">{privacyWord('any')}</p>}
        <ul>
          {asks.map((each) => (
            <li key={each}>{privacyWord(each)}</li>
          ))}
          {asks.length === 0 && <li>{privacyWord('none')}</li>}
        </ul>
        <h2>{privacyWord('servers')}</h2>
        <ul>
          {servers.map((each) => (
            <li key={each}>{each}</li>
          ))}
          {servers.length === 0 && <li>{privacyWord('noServers')}</li>}
        </ul>
        <p class="program-addresses-note">{privacyWord('keeps')}</p>
      </div>
    </div>
  )
}
