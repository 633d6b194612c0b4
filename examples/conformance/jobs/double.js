worker.onMessage(({ numbers }) => worker.postMessage({ doubled: numbers.map((each) => each * 2), wx: typeof wx }))
