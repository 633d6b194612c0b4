import { Api } from '@api'
import { hello } from '~/hello'
import { Missing } from '@/services/missing'
const api = new Api({ a: 1 })
Page({ data: { text: hello('page'), api: api.greet() }, onLoad(options: Record<string, string | undefined>) { console.log(options!.a ?? '', Missing) } })
