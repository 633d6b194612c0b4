export const of = (n) => n / 2
export default { of }
