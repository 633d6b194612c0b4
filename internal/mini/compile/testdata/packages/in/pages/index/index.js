Page({
  async load() {
    const { price } = await require.async('../../shop/price.js')
    require('../../shop/vip/level', (level) => console.log(level, price(1)), ({ mod, errMsg }) => console.error(mod, errMsg))
  },
})
