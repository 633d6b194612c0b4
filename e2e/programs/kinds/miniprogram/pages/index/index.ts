import { hello } from '@/utils/hello'
import { hello as again } from '~/hello'
import steep from 'steep'

interface Failure {
  mod: string
  errMsg: string
}

Page({
  data: { hello: hello('kinds'), again: again('alias'), steep: steep('oolong'), price: '', level: '', failed: '' },
  async price(): Promise<void> {
    const { price } = await require.async('../../shop/price')
    this.setData({ price: `price ${price(42)}` })
  },
  level(): void {
    require('../../later/level.js', (level: number) => this.setData({ level: `level ${level}` }))
  },
  none(): void {
    require.async('../../later/none.js').catch(({ mod, errMsg }: Failure) => this.setData({ failed: `${mod}: ${errMsg}` }))
  },
})
