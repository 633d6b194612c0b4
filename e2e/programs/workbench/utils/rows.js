exports.rows = function rows(count) {
  return Array.from({ length: count }, (_, i) => i + 1)
}
