module.exports = 'a secret of the program'
