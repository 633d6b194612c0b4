export function greet(info) {
  console.log(info);
}
