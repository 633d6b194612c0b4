// The servers of both shops, for a demo: superette demo --run 'node examples/shops.js'
import './teahouse/server/main.js'
import './bookshop/server/main.js'
