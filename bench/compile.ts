/**
 * Whole programs compiled from nothing by `superette build`, process start and writing included; one changed file, as `superette dev`
 * compiles it again; and esbuild alone on the same scripts in the same run (a floor: it does no WXML, no WXSS, and starts once).
 * Medians of 7.
 *
 * Run: make bench-compile [DEMO=FOLDER]   (FOLDER: a clone of the vendor's official demo)
 */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { transform } from 'esbuild'
import { root, run, startInstance } from '../e2e/harness/instance.js'
import { machine } from './machine.js'
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

/** What `superette dev` says that it took to compile after one script of a page changed: reading all files, to the sealed package. */
async function changedFile(program: string, script: string): Promise<number[]> {
  const dev = await startInstance('dev', [program])
  try {
    const [link] = await dev.printed(/http:\S+\/dev\/open\?key=\w+/)
    const opened = await fetch(link, { redirect: 'manual' })
    const headers = {
      cookie: opened.headers
        .getSetCookie()
        .map((each) => each.split(';')[0])
        .join('; '),
    }
    const report = async (): Promise<{ package: string; tookMs: number }> => {
      const answer = await fetch(`${dev.url}/api/dev/diagnostics`, { headers })
      return (await answer.json()) as { package: string; tookMs: number }
    }
    const text = await readFile(script, 'utf8')
    const times: number[] = []
    for (let round = 0; round < rounds; round++) {
      const before = (await report()).package
      await writeFile(script, `${text}\n;globalThis.bench = ${round}\n`)
      let after = await report()
      while (after.package === before) {
        await new Promise((resolve) => setTimeout(resolve, 5))
        after = await report()
      }
      times.push(after.tookMs)
    }
    return times
  } finally {
    await dev.dispose()
  }
}

interface Subject {
  readonly name: string
  /** A copy that may be changed. */
  readonly program: string
  readonly page: string
  /** The folder with its scripts, if not its own: beside it are the scripts of its authors' tools. */
  readonly source?: string
  readonly most?: number
  /** What it depends on may be lacking: it is compiled whole all the same, and not written. */
  readonly lacking?: boolean
}

/** One row for the whole program, one for a changed file. */
async function measure({ name, program, page, source = '', most, lacking = false }: Subject): Promise<Row[]> {
  const scripts = await Promise.all((await filesBelow(join(program, source), '.js')).map(async (path) => ({ path, text: await readFile(path, 'utf8') })))
  const ours: number[] = []
  const floor: number[] = []
  let errors = 0
  for (let i = 0; i < rounds; i++) {
    ours.push(
      await timed(async () => {
        const built = await run(['build', program, '-o', `${program}-built-${i}`])
        errors = Number(/, (\d+) errors? in/.exec(built.output)?.[1] ?? Number.NaN)
        if (built.code !== 0 && !lacking) throw new Error(built.output)
      }),
    )
    floor.push(
      await timed(() =>
        Promise.all(scripts.map(({ path, text }) => transform(text, { format: 'cjs', target: 'es2020', sourcemap: 'external', sourcefile: path }))),
      ),
    )
  }
  const whole = `${name}, ${scripts.length} scripts${errors > 0 ? `, ${errors} errors: what it depends on is not there` : ''}`
  const again = await changedFile(program, join(program, page))
  return [
    { name: whole, values: [median(floor), median(ours)], ...(most === undefined ? {} : { goal: `≤ ${most}`, most }) },
    { name: `${name}, one changed file`, values: [undefined, median(again)], goal: '≤ 50', most: 50 },
  ]
}

async function copied(folder: string, into: string): Promise<string> {
  await cp(folder, into, { recursive: true })
  return into
}

const facts = machine('make bench-compile')
const work = await mkdtemp(join(tmpdir(), 'superette-bench-'))
try {
  const modules = join(root, 'node_modules')
  const subjects: Subject[] = [
    { name: "WeUI's example", program: await copied(join(modules, 'weui-wxss', 'dist'), join(work, 'weui')), page: 'example/index.js', most: 300 },
    { name: 'Vant, every component', program: await allComponents('@vant/weapp', join(modules, '@vant', 'weapp', 'lib'), work), page: 'pages/all/all.js' },
    {
      name: 'TDesign, every component',
      program: await allComponents('tdesign-miniprogram', join(modules, 'tdesign-miniprogram', 'miniprogram_dist'), work),
      page: 'pages/all/all.js',
    },
  ]
  const demo = process.argv.indexOf('--demo')
  const folder = demo < 0 ? undefined : process.argv[demo + 1]
  if (folder !== undefined && (await stat(folder)).isDirectory()) {
    const program = await copied(folder, join(work, 'demo'))
    subjects.push({ name: 'the official demo', program, page: 'miniprogram/page/component/index.js', source: 'miniprogram', most: 2000, lacking: true })
  } else process.stdout.write('the official demo is left out: name its folder by DEMO=FOLDER\n')
  const rows: Row[] = []
  for (const subject of subjects) rows.push(...(await measure(subject)))
  await writeResults({
    name: 'compile',
    title: 'Compiling whole programs',
    about: `\`superette build\` from nothing (process start and writing included) beside esbuild alone on the same scripts, and what \`superette dev\`
compiles after one page's script changed. Median ms of ${rounds} in one run.\n\n${facts}`,
    columns: ['esbuild, scripts alone', 'Superette'],
    rows,
  })
} finally {
  await rm(work, { recursive: true, force: true })
}
