const list = [
  { name: 'Hangzhou', subList: [{ name: 'Xihu', subList: [{ name: 'Guicui' }, { name: 'Wenxin' }] }, { name: 'Shangcheng' }] },
  { name: 'Shanghai', subList: [{ name: 'Pudong' }] },
]
const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday']

const asks = {
  options: () => my.optionsSelect({ title: 'Pay back', optionsOne: days, optionsTwo: ['morning', 'evening'], selectedOneIndex: 1, positiveString: 'Take' }),
  levels: () => my.multiLevelSelect({ title: 'Street', list }),
  levelsOfFile: () => my.multiLevelSelect({ path: '/levels.json' }),
  date: () => my.datePicker({ currentDate: '2016-10-10', startDate: '2016-10-9', endDate: '2017-10-9' }),
  moment: () => my.datePicker({ format: 'yyyy-MM-dd HH:mm', currentDate: '2012-01-09 11:11' }),
  region: () => my.regionPicker({ title: 'Where', selectedItem: ['浙江省', '杭州市', '西湖区'] }),
  city: () => my.chooseCity({ customHistoryCities: [{ city: '朝阳区', adCode: '110105', spell: 'chaoyang' }] }),
  district: () =>
    my.chooseDistrict({
      mode: 0,
      mainHeadList: [{ title: 'Ours', list: [{ name: 'Tea hills', adCode: '9', subList: [{ name: 'North', adCode: '91', ext: 'shade' }, { name: 'South', adCode: '92' }] }] }],
      mainMergeOptions: { 330100: '临安' },
    }),
  setting: () => my.openSetting(),
  guide: () => my.showAuthGuide({ authType: 'LBS' }),
  here: () => {
    const task = my.chooseCity({ showLocatedCity: true, setLocatedCity: true })
    task.onLocatedComplete(({ locatedCityId, latitude }) => {
      task.setLocatedCity({ locatedCityName: `City at ${Math.round(latitude)}`, locatedCityAdCode: '42' })
      my.setLocatedCity({ locatedCityId: 'another', locatedCityName: 'x' }).catch((failure) => console.log(JSON.stringify(failure)))
    })
    return task
  },
  person: () => my.chooseAlipayContact({ count: 1 }),
  people: () => my.chooseContact({ chooseType: 'multi', includeMe: true, multiChooseMax: 2, multiChooseMaxTips: 'Two are enough' }),
  prompt: () => my.prompt({ title: 'Name it', message: 'What the tea is called', placeholder: 'Oolong', align: 'center' }),
  share: () => my.showSharePanel(),
  url: () => my.ap.openURL({ url: 'http://example.org/' }),
}

Page({
  data: { names: Object.keys(asks), said: '' },
  async open({ target }) {
    const { name } = target.dataset
    this.setData({ said: '' })
    let told
    try {
      told = { ...(await asks[name]()) }
    } catch (failure) {
      told = failure
    }
    this.setData({ said: JSON.stringify([name, name === 'share' ? { ...told, from: this.shared } : told]) })
  },
  onShareAppMessage({ from }) {
    this.shared = from
    return { title: 'A card', path: '/pages/index/index' }
  },
})
