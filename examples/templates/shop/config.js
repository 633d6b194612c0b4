// The shop's own server. superette.json names it too: a program reaches no other.
// On your machine: superette dev . --allow-private '127.0.0.1:3000=FOLDER=https://api.example.org'
module.exports = { API: 'https://api.example.org' }
