module.exports = 'https://example.org'
