/** The editor of rich text, for programs that have one. */
import { editorElement } from './editor.js'
import { define } from './extend.js'

define((kit) => ({ editor: editorElement(kit) }))
