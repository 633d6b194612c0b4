import { hello } from '@/utils/hello'
App<IAppOption>({ globalData: { user: hello('app') } })
