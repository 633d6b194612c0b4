/** What leads out of a program or to the person: other programs, leaving, sharing, the profile, an update. */
import { integer, object, optional, plain, text, type Parser } from '../../protocol/parse.js'
import { ApiFailure, call, type CallTable } from './broker.js'
import { noGroup } from './gateway.js'
import { agreed } from './question.js'
import type { OpenRequest, Session } from './session.js'
import { share } from './share.js'
import { formatPageUrl, parsePageUrl } from './url.js'
import { word } from './words.js'

const nothing: Parser<object> = object<object>({})
/** WeChat's, of a card in a group. */
const groupScene = 1008

interface OtherArgs {
  readonly appId: string
  readonly path?: string | undefined
  readonly extraData?: unknown
}
const otherArgs: Parser<OtherArgs> = object<OtherArgs>({
  appId: text(64),
  path: optional(text(4096)),
  extraData: optional(plain({ depth: 12, values: 10_000, size: 1 << 20 })),
})

/** What opens another program, once the person says yes to it. */
async function otherOf(host: Session, args: OtherArgs): Promise<OpenRequest> {
  const other = await host.ports.getProgram(args.appId).catch(() => null)
  if (other === null) throw new ApiFailure('invalid appid')
  const yes = await agreed(host.overlays, { title: word('openOther', other.name), yes: word('allow') })
  if (!yes) throw new ApiFailure('cancel')
  const path = args.path === undefined || args.path === '' ? {} : { path: args.path.replace(/^\//, '') }
  return { appId: args.appId, scene: 1037, referrerInfo: { appId: host.appId, extraData: args.extraData ?? {} }, ...path }
}

export const openCalls: CallTable<Session> = {
  navigateToMiniProgram: call<Session, OtherArgs>(otherArgs, async (args, { host }) => host.openOther(await otherOf(host, args))),
  /** Over the lower part of the one that asks, which waits below. */
  openEmbeddedMiniProgram: call<Session, OtherArgs>(otherArgs, async (args, { host }) => {
    if (args.appId === host.appId) throw new ApiFailure('can not open itself')
    const request = await otherOf(host, args)
    await host.openOther({ ...request, apiCategory: 'embedded' })
  }),
  /** Of a card in a group; who left the group learns nothing of it any more. A failure with a number is an answer: it has no room in a text. */
  getGroupEnterInfo: call<Session, object>(nothing, async (_, { host }) => {
    const { scene, conv } = host.request.value
    if (scene !== groupScene || conv === undefined) return { errCode: 40_097, reason: 'the program was not opened in a group' }
    try {
      return await host.gateway.enterGroup(conv)
    } catch (error) {
      if (error instanceof ApiFailure && error.message === noGroup) return { errCode: 65_206, reason: noGroup }
      throw error
    }
  }),
  exitMiniProgram: call<Session, object>(nothing, (_, { host }) => host.leave()),
  navigateBackMiniProgram: call<Session, { extraData?: unknown }>(
    object({ extraData: optional(plain({ depth: 12, values: 10_000, size: 1 << 20 })) }),
    async ({ extraData }, { host }) => {
      const opener = host.request.value.referrerInfo?.['appId']
      if (host.request.value.scene !== 1037 || typeof opener !== 'string')
        throw new ApiFailure('navigateBackMiniProgram can only be used in a program that another one opened')
      await host.openOther({ appId: opener, scene: 1038, referrerInfo: { appId: host.appId, extraData: extraData ?? {} } })
    },
  ),
  /** A button with open-type="share" was tapped; `node` is its id in the page's tree. */
  shareAppMessage: call<Session, { node?: number | undefined }>(object({ node: optional(integer(0)) }), ({ node }, { host }) => share(host, 'button', node)),
  getUserProfile: call<Session, { desc: string }>(object({ desc: text(200) }), async ({ desc }, { host }) => {
    const yes = await agreed(host.overlays, { title: word('askProfile', host.info.value?.name ?? ''), content: desc, yes: word('allow'), no: word('refuse') })
    if (!yes) throw new ApiFailure('auth deny')
    return host.ports.profile()
  }),
  /** wx.restartMiniProgram and the update manager's applyUpdate. */
  restart: call<Session, { path?: string | undefined }>(object({ path: optional(text(4096)) }), async ({ path = '' }, { host }) => {
    const { appId, scene } = host.request.value
    const page = parsePageUrl(path, '')
    // A program that is already gone would begin with a page that says that it is not there.
    if (path !== '' && !Object.hasOwn(host.held()?.app.pages ?? {}, page.route)) throw new ApiFailure(`page "${page.route}" is not found`)
    host.end()
    await host.openOther({ appId, scene, ...(path === '' ? {} : { path: formatPageUrl(page) }) })
  }),
}
