/** wx.chooseLocation: a place that the person chooses on a map of the host's. What the program gets is that place, never where the person is. */
import { finite, object, optional, type Parser } from '../../protocol/parse.js'
import { ApiFailure, call, type CallTable } from './broker.js'
import type { ChosenPlace, PlaceProps } from './place-view.js'
import type { Session } from './session.js'

interface StartArgs {
  readonly latitude?: number | undefined
  readonly longitude?: number | undefined
}
const startArgs: Parser<StartArgs> = object<StartArgs>({ latitude: optional(finite), longitude: optional(finite) })

export const placeCalls: CallTable<Session> = {
  chooseLocation: call<Session, StartArgs>(startArgs, async ({ latitude, longitude }, { host }) => {
    const { PlaceView } = await import('./place-view.js')
    const start = latitude === undefined || longitude === undefined ? null : { latitude, longitude }
    const chosen = await host.overlays.screen<PlaceProps, ChosenPlace>(PlaceView, { program: host.info.value?.name ?? '', start })
    if (chosen === null) throw new ApiFailure('cancel')
    return chosen
  }),
}
