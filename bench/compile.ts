/**
 * Whole programs compiled from nothing by `superette build`, process start and writing included, beside esbuild alone on the same
 * scripts in the same run (a floor: it does no WXML, no WXSS, and starts once). Medians of 7. A build after one changed file is
 * measured inside the process: go test ./internal/mini/compile -run none -bench WeUI
 *
 * Run: make build && node --import tsx bench/compile.ts [--demo FOLDER]   (FOLDER: a clone of the vendor's official demo)
 */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { transform } from 'esbuild'
import { root, run } from '../e2e/harness/instance.js'
import { median, type Row, writeResults } from './table.js'

const rounds = Number(process.env.ROUNDS ?? 7)

async function filesBelow(folder: string, ending: string): Promise<string[]> {
  const all = await readdir(folder, { recursive: true })
  return all.filter((name) => name.endsWith(ending)).map((name) => join(folder, name))
}

/** A program that has every component of a library on one page. */
async function allComponents(name: string, library: string, into: string): Promise<string> {
  const program = join(into, name.replaceAll('/', '-'))
  const home = join(program, 'miniprogram_npm', name)
  await cp(library, home, { recursive: true })
  const using: Record<string, string> = {}
  for (const config of await filesBelow(home, '.json')) {
    const [folder = '', file, more] = config.slice(home.length + 1, -'.json'.length).split('/')
    // The library's own components: NAME/index or NAME/NAME.
    if (more === undefined && (file === 'index' || file === folder) && (await readFile(config, 'utf8')).includes('"component"'))
      using[`c-${folder}`] = `${name}/${folder}/${file}`
  }
  await mkdir(join(program, 'pages', 'all'), { recursive: true })
  await writeFile(join(program, 'app.json'), JSON.stringify({ pages: ['pages/all/all'] }))
  await writeFile(join(program, 'app.js'), 'App({})')
  await writeFile(join(program, 'pages', 'all', 'all.js'), 'Page({})')
  await writeFile(join(program, 'pages', 'all', 'all.json'), JSON.stringify({ usingComponents: using }))
  const tags = Object.keys(using).map((tag) => `<${tag} />`)
  await writeFile(join(program, 'pages', 'all', 'all.wxml'), tags.join('\n'))
  process.stdout.write(`${name}: ${tags.length} components\n`)
  return program
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  await work()
  return performance.now() - begin
}

async function measure(name: string, program: string, out: string, goal: string): Promise<Row> {
  const scripts = await Promise.all((await filesBelow(program, '.js')).map(async (path) => ({ path, text: await readFile(path, 'utf8') })))
  const ours: number[] = []
  const floor: number[] = []
  for (let i = 0; i < rounds; i++) {
    ours.push(
      await timed(async () => {
        const built = await run(['build', program, '-o', join(out, `${name}-${i}`)])
        if (built.code !== 0) throw new Error(built.output)
      }),
    )
    floor.push(
      await timed(() =>
        Promise.all(scripts.map(({ path, text }) => transform(text, { format: 'cjs', target: 'es2020', sourcemap: 'external', sourcefile: path }))),
      ),
    )
  }
  return { name: `${name} (${scripts.length} scripts)`, values: [median(ours), median(floor)], goal }
}

const work = await mkdtemp(join(tmpdir(), 'superette-bench-'))
try {
  const modules = join(root, 'node_modules')
  const rows = [
    await measure('weui', join(modules, 'weui-wxss', 'dist'), work, '≤ 300'),
    await measure('vant', await allComponents('@vant/weapp', join(modules, '@vant', 'weapp', 'lib'), work), work, ''),
    await measure('tdesign', await allComponents('tdesign-miniprogram', join(modules, 'tdesign-miniprogram', 'miniprogram_dist'), work), work, ''),
  ]
  const demo = process.argv.indexOf('--demo')
  const folder = demo < 0 ? undefined : process.argv[demo + 1]
  if (folder !== undefined && (await stat(folder)).isDirectory()) rows.push(await measure('official demo', folder, work, '≤ 2000'))
  else process.stdout.write('the official demo is left out: name its folder by --demo\n')
  await writeResults({
    name: 'compile',
    title: 'Compiling whole programs',
    about: `\`superette build\` from nothing (process start and writing included) beside esbuild alone on the same scripts, medians of ${rounds} in one run: \`node --import tsx bench/compile.ts\`.`,
    columns: ['superette build', 'esbuild, scripts alone'],
    rows,
  })
} finally {
  await rm(work, { recursive: true, force: true })
}
