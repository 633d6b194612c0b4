/**
 * A short list for the region picker of programs and the host's own address book: provinces, their main cities, and districts of
 * the municipalities. A compact text: provinces by line, "name:cities"; a municipality's one city is itself, and its names are
 * districts.
 */
const municipalities = `北京市:东城区,西城区,朝阳区,丰台区,石景山区,海淀区,通州区,顺义区,昌平区,大兴区,房山区,门头沟区,怀柔区,平谷区,密云区,延庆区
天津市:和平区,河东区,河西区,南开区,河北区,红桥区,东丽区,西青区,津南区,北辰区,武清区,宝坻区,滨海新区,宁河区,静海区,蓟州区
上海市:黄浦区,徐汇区,长宁区,静安区,普陀区,虹口区,杨浦区,闵行区,宝山区,嘉定区,浦东新区,金山区,松江区,青浦区,奉贤区,崇明区
重庆市:渝中区,江北区,沙坪坝区,九龙坡区,南岸区,北碚区,渝北区,巴南区,万州区,涪陵区,永川区,江津区`
const provinces = `河北省:石家庄市,唐山市,秦皇岛市,邯郸市,邢台市,保定市,张家口市,承德市,沧州市,廊坊市,衡水市
山西省:太原市,大同市,阳泉市,长治市,晋城市,晋中市,运城市,临汾市
内蒙古自治区:呼和浩特市,包头市,赤峰市,通辽市,鄂尔多斯市,呼伦贝尔市
辽宁省:沈阳市,大连市,鞍山市,抚顺市,丹东市,锦州市,营口市
吉林省:长春市,吉林市,四平市,通化市,延边朝鲜族自治州
黑龙江省:哈尔滨市,齐齐哈尔市,牡丹江市,佳木斯市,大庆市
江苏省:南京市,无锡市,徐州市,常州市,苏州市,南通市,连云港市,淮安市,盐城市,扬州市,镇江市,泰州市,宿迁市
浙江省:杭州市,宁波市,温州市,嘉兴市,湖州市,绍兴市,金华市,衢州市,舟山市,台州市,丽水市
安徽省:合肥市,芜湖市,蚌埠市,淮南市,马鞍山市,安庆市,黄山市,阜阳市
福建省:福州市,厦门市,莆田市,三明市,泉州市,漳州市,南平市,龙岩市,宁德市
江西省:南昌市,景德镇市,九江市,赣州市,吉安市,宜春市,上饶市
山东省:济南市,青岛市,淄博市,枣庄市,东营市,烟台市,潍坊市,济宁市,泰安市,威海市,临沂市
河南省:郑州市,开封市,洛阳市,安阳市,新乡市,许昌市,南阳市,商丘市,信阳市
湖北省:武汉市,黄石市,十堰市,宜昌市,襄阳市,荆州市,黄冈市,恩施土家族苗族自治州
湖南省:长沙市,株洲市,湘潭市,衡阳市,岳阳市,常德市,张家界市,郴州市,怀化市
广东省:广州市,韶关市,深圳市,珠海市,汕头市,佛山市,江门市,湛江市,茂名市,肇庆市,惠州市,梅州市,清远市,东莞市,中山市,潮州市,揭阳市
广西壮族自治区:南宁市,柳州市,桂林市,梧州市,北海市,玉林市
海南省:海口市,三亚市,儋州市
四川省:成都市,自贡市,泸州市,德阳市,绵阳市,乐山市,南充市,宜宾市
贵州省:贵阳市,六盘水市,遵义市,安顺市,毕节市
云南省:昆明市,曲靖市,玉溪市,保山市,丽江市,普洱市,大理白族自治州,西双版纳傣族自治州
西藏自治区:拉萨市,日喀则市,林芝市
陕西省:西安市,宝鸡市,咸阳市,延安市,汉中市,安康市
甘肃省:兰州市,嘉峪关市,天水市,酒泉市,敦煌市
青海省:西宁市,海东市
宁夏回族自治区:银川市,石嘴山市,吴忠市
新疆维吾尔自治区:乌鲁木齐市,克拉玛依市,吐鲁番市,哈密市,喀什地区
台湾省:台北市,高雄市,台中市,台南市
香港特别行政区:香港岛,九龙,新界
澳门特别行政区:澳门半岛,氹仔,路环`

interface Province {
  readonly name: string
  readonly cities: readonly { readonly name: string; readonly districts: readonly string[] }[]
}
let parsed: readonly Province[] | null = null

export function regions(): readonly Province[] {
  if (parsed !== null) return parsed
  const lines = (text: string): [string, string[]][] =>
    text.split('\n').map((line) => {
      const [name = '', rest = ''] = line.split(':')
      return [name, rest.split(',')]
    })
  parsed = [
    ...lines(municipalities).map(([name, districts]) => ({ name, cities: [{ name, districts }] })),
    ...lines(provinces).map(([name, cities]) => ({ name, cities: cities.map((city) => ({ name: city, districts: [city] })) })),
  ]
  return parsed
}

/** Columns for a chosen region (names, missing ones are the first). Pure. level: how many columns. */
export function regionColumns(value: readonly string[], level: 1 | 2 | 3, all: string): { texts: string[][]; indices: number[]; value: string[] } {
  const found = <T extends { readonly name: string }>(list: readonly T[], name: string | undefined): number =>
    Math.max(
      0,
      list.findIndex((one) => one.name === name),
    )
  const custom = all === '' ? [] : [{ name: all, cities: [{ name: all, districts: [all] }] }]
  const list = [...custom, ...regions()]
  const p = found(list, value[0])
  const cities = list[p]?.cities ?? []
  const c = found(cities, value[1])
  const districts = cities[c]?.districts ?? []
  const d = Math.max(0, districts.indexOf(value[2] ?? ''))
  const texts = [list.map((one) => one.name), cities.map((one) => one.name), [...districts]].slice(0, level)
  const indices = [p, c, d].slice(0, level)
  return { texts, indices, value: texts.map((column, i) => column[indices[i] ?? 0] ?? '') }
}
