import half from './half.sjs'

const join = (list) => list.map((each) => each.toUpperCase()).join('+')
const halfOf = (n) => half.of(n)

export { join }
export default { halfOf, kind: (value) => Object.prototype.toString.call(value) }
