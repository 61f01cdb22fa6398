"""What the tests of classes share: transcripts sealed, sessions played, and
lines for run.sh: "ok NAME" or "bad NAME DETAILS", between tabs."""
import hashlib
import json
import pathlib
import subprocess

failures = []


def tell(name, wrong):
    """Passes when WRONG, a list of lines, is empty."""
    lines = [str(line).replace('\t', ' ').replace('\n', ' ') for line in wrong]
    print('\t'.join(['bad' if lines else 'ok', name, *lines[:40]]), flush=True)
    failures.extend(lines)


def digest(data):
    return hashlib.sha256(data).hexdigest()


def dump(value):
    return json.dumps(value, ensure_ascii=False, separators=(',', ':'))


def body(line):
    """A line as text, without its chain and last brace."""
    return line[:line.rindex(',"chain":"')]


def seal(bodies):
    """Lines of bodies that lack their chain and brace, sealed anew."""
    chain, out = '', []
    for text in bodies:
        chain = digest((chain + text).encode())
        out.append(f'{text},"chain":"{chain}"}}\n')
    return ''.join(out)


def seal_values(values):
    return seal([dump({k: v for k, v in value.items() if k != 'chain'})[:-1]
                 for value in values])


def read(path):
    return [json.loads(line) for line in
            pathlib.Path(path).read_text().split('\n') if line]


def run(*arguments, stdin='', **more):
    return subprocess.run(['rapport', *map(str, arguments)], input=stdin,
                          capture_output=True, text=True, check=False, **more)


def play(exercise, scenario, trainee, path, replies, *options):
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    done = run('play', f'--exercise={exercise}', f'--trainee={trainee}',
               f'--transcript={path}', *options, scenario,
               stdin='\n'.join([*replies, ':end', '']))
    if not path.exists():
        raise SystemExit(f'{path} was not played: {done.stderr}')
    return path
