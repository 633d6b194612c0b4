module.exports = 'near'
