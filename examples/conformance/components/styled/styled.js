Component({ externalClasses: ['given'] })
