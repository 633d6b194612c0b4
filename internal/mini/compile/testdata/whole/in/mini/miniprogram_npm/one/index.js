const two = require('two')
Component({ two })
