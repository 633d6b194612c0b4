/** What few pages have, in one script: each alone would be smaller than what it takes to ask for it. */
import { define } from './extend.js'
import { rareElements } from './rare.js'

define(rareElements)
