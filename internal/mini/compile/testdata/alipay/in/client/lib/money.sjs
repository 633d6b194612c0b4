import { pad } from './pad.sjs';

export function yuan(cents) {
  return '¥' + Math.floor(cents / 100) + '.' + pad(cents % 100);
}
export const currency = 'CNY';
export default { yuan, currency };
