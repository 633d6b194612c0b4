import x from './nothing'
Page({ x: })
