const leaf =
  'PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHdpZHRoPSI2MCIgaGVpZ2h0PSI2MCI+PGNpcmNsZSBjeD0iMzAiIGN5PSIzMCIgcj0iMjQiIGZpbGw9IiM5YTM0MTIiLz48L3N2Zz4='

const asks = {
  leaf: () => my.setOptionMenu({ icon: leaf }),
  plain: () => my.setOptionMenu({ icon: 'http://example.org/a.png' }),
  logo: () => my.setNavigationBar({ title: 'no effect', image: '/logo.svg' }),
  title: () => my.setNavigationBar({ title: 'Oolong' }),
  line: () => my.setNavigationBar({ borderBottomColor: '#00ff00' }),
  letters: () => my.setNavigationBarColor({ frontColor: '#FFFFFF' }),
  dark: () => my.setNavigationBar({ backgroundColor: '#102030' }),
  color: () => my.getTitleColor(),
  reset: () => my.setNavigationBar({ reset: true }),
  hold: () => my.setCanPullDown({ canPullDown: false }),
  release: () => my.setCanPullDown({ canPullDown: true }),
}

Page({
  data: { names: Object.keys(asks), said: '', heard: '' },
  async open({ target }) {
    const { name } = target.dataset
    let told
    try {
      told = { ...(await asks[name]()) }
    } catch (failure) {
      told = failure
    }
    this.setData({ said: JSON.stringify([name, told]) })
  },
  onOptionMenuClick() {
    this.setData({ heard: `${this.data.heard} option` })
  },
  onPullDownRefresh() {
    this.setData({ heard: `${this.data.heard} pulled` })
    my.stopPullDownRefresh()
  },
})
