export const pad = n => (n < 10 ? '0' + n : '' + n);
