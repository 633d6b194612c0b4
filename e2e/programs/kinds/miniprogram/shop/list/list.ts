import { price } from '../price'
Page({ data: { text: '' }, onLoad({ from }: { from: string }) { this.setData({ text: `list ${from} ${price(2)}` }) } })
