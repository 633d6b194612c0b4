/** The program in glass-easel's own web mode: the framework, its templates and the program's scripts in one thread of one document. */
import * as easel from 'glass-easel'

/** What the server put into the document: compiled templates, and the scripts of the program by path. */
declare const given: {
  readonly templates: Readonly<Record<string, unknown>>
  readonly scripts: Readonly<Record<string, (component: unknown, wx: unknown) => void>>
}

const space = new easel.ComponentSpace()
const made = new Map<string, easel.GeneralComponentDefinition>()
const backend = new easel.CurrentWindowBackendContext()
backend.onEvent((target, type, detail, options) => easel.triggerEvent(target, type, detail, options))

const wx = { navigateTo: ({ url }: { readonly url: string }) => mount(url.slice(1)) }
for (const path of ['components/row/row', 'pages/list/list', 'pages/detail/detail']) {
  const using = path.startsWith('pages/') ? { 'tea-row': made.get('components/row/row') } : {}
  given.scripts[path]?.((definition: object) => {
    const template = { groupList: given.templates, content: given.templates[path], fallbackListenerOnNativeNode: true }
    made.set(path, space.defineComponent({ ...definition, is: path, using, template } as never) as unknown as easel.GeneralComponentDefinition)
  }, wx)
}

function mount(path: string): void {
  const page = easel.Component.createWithContext('page', made.get(path) as easel.GeneralComponentDefinition, backend)
  const at = document.createElement('div')
  document.body.replaceChildren(at)
  easel.Element.replaceDocumentElement(page, document.body as never, at as never)
  ;(page as unknown as { onLoad?: () => void }).onLoad?.()
}
mount('pages/list/list')
