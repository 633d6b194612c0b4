const { forever } = require('../../acts/loops')

Component({ lifetimes: { attached: () => forever() } })
