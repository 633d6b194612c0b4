/** What the runtime lends to the chunks of `wx`. */
import { CallFailure } from '../core/env.js'
import { contextOf } from './context.js'
import { failure, member, members, misfit, typeName } from './forms.js'

export const kit = { CallFailure, contextOf, failure, member, members, misfit, typeName } as const
export type Kit = typeof kit
