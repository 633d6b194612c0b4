module.exports = (below) => {
  const found = []
  for (let n = 2; n < below; n++) if (found.every((each) => n % each !== 0)) found.push(n)
  return found.length
}
