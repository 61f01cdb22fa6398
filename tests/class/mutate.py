#!/usr/bin/env python3
"""Changes every key of every line of good transcripts, one at a time, and asks
`rapport grade` what it says of each: run in an empty folder.

Once as somebody would who knows nothing of chains: each must be refused. Then
with every line sealed anew, so that only replay and the rules can find it: each
must be refused or told, but for what a transcript cannot but be believed in.
"""
import copy
import json
import pathlib
import re
import shutil
import time

from common import dump, play, read, run, seal_values, tell

# What a trainee may have been and said, and with which program: any other text
# might as well be true. A line's kind, and its key.
BELIEVED = {
    ('header', 'attempt'), ('header', 'program'), ('header', 'pcre2'),
    ('header', 'trainee'), ('header', 'carry.from'), ('reply', 'text'),
    ('dispute', 'text'), ('dispute', 'code'),
}
# And what need not be there, or may be another of few.
BELIEVED_CHANGES = {
    ('header', 'trainee', 'taken out'), ('dispute', 'code', 'taken out'),
    ('dispute', 'code', 'put in "x"'), ('header', 'carry', 'put in {}'),
    ('guess', 'heard', '= 5'), ('guess', 'heard', '= 3'),
    ('reply', 'text', '= ""'),
}


def kind_of(value):
    return value.get('event', 'header')


def others(value):
    """Other values for VALUE, some of another type."""
    if isinstance(value, bool):
        return [not value, 'x', None]
    if isinstance(value, int):
        return [value + 1, -value - 7, 10**12, str(value)]
    if isinstance(value, str):
        return [value + 'x', '', 7, None]
    if value is None:
        return ['comes_back', 0]
    return [[], 'x']


def changes(value, path=()):
    """Each way to change one key of the object VALUE: (path, what, object)."""
    for key in value:
        if key == 'chain':
            continue
        taken = {k: v for k, v in value.items() if k != key}
        yield (*path, key), 'taken out', taken
        for other in others(value[key]):
            yield (*path, key), f'= {dump(other)}', {**value, key: other}
        if isinstance(value[key], dict):
            for inner, what, changed in changes(value[key], (key,)):
                yield inner, what, {**value, key: changed}
            yield (*path, key), 'put into', {**value,
                                             key: {**value[key], 'more': 1}}
    for key, new in (('more', 1), ('text', 'x'), ('heard', 3), ('code', 'x'),
                     ('node', 'opening'), ('state', {}), ('kind', 'good'),
                     ('unscorable', True), ('trainee', 'x'), ('carry', {}),
                     ('carry', {'trust': 10}),
                     ('carry', {'trust': 10, 'from': 'x'})):
        if key not in value and not path:
            yield (key,), f'put in {dump(new)}', {**value, key: new}


def mutants(lines):
    """(name, kind, key, lines) for every change of one line, and of lines."""
    for number, line in enumerate(lines):
        for path, what, changed in changes(line):
            mutant = copy.deepcopy(lines)
            mutant[number] = changed
            yield kind_of(line), number, '.'.join(path), what, mutant
    for number, line in enumerate(lines):
        kind = kind_of(line)
        yield kind, number, None, 'is missing', \
            lines[:number] + lines[number + 1:]
        yield kind, number, None, 'is there twice', \
            lines[:number + 1] + lines[number:]
        yield kind, number, None, 'comes after the next', \
            [*lines[:number], *lines[number + 1:number + 2], line,
             *lines[number + 2:]]
        yield kind, number, None, 'is the first that is missing', lines[:number]


def name_of(kind, number, key, what):
    return f'line {number + 1} ({kind}){", " + key if key else ""} {what}'


def grade(exercise, folder):
    """The numbers of the files in FOLDER of which anything is said."""
    done = run('grade', exercise, folder)
    said = set()
    for line in done.stdout.split('\n'):
        for found in re.findall(rf'{folder}/(\d+)\.jsonl', line)[:1]:
            said.add(int(found))
    return said, done


# Whether somebody asked for help, and once or twice, is believed as it stands.
MAY_BE_MISSING = {'hint', 'better', 'dispute', 'feedback', 'guess'}


def is_believed(kind, key, what):
    if key is None:
        return kind in MAY_BE_MISSING
    return (kind, key, what) in BELIEVED_CHANGES or (
        (kind, key) in BELIEVED and what.startswith('= "'))


def is_same(values, lines):
    return [dump(v) for v in values] == [dump(v) for v in lines]


def try_unsealed(exercise, good):
    folder = pathlib.Path('unsealed-' + good.stem)
    folder.mkdir()
    names = []
    values = read(good)
    for kind, number, key, what, lines in mutants(values):
        # What ends with a whole line is told as a session without an end.
        if is_same(values[:len(lines)], lines):
            continue
        text = ''.join(dump(line) + '\n' for line in lines)
        (folder / f'{len(names)}.jsonl').write_text(text)
        names.append(name_of(kind, number, key, what))
    done = run('grade', exercise, folder)
    refused = done.stdout.split('\nNot graded:\n')[-1]
    tell(f'{good.stem}: each of {len(names)} changes is refused',
         [name for number, name in enumerate(names)
          if not any(f'{folder}/{number}.jsonl{mark}' in refused
                     for mark in (': ', ' ('))])


def try_sealed(exercise, good, *others_handed_in):
    folder = pathlib.Path('sealed-' + good.stem)
    folder.mkdir()
    for other in others_handed_in:
        shutil.copy(other, folder)
    values = read(good)
    tried = []
    for kind, number, key, what, lines in mutants(values):
        if not lines or is_same(values, lines):
            continue
        lines = copy.deepcopy(lines)
        if 'attempt' in lines[0] and key != 'attempt':
            lines[0]['attempt'] = f'{len(tried):016x}'
        (folder / f'{len(tried)}.jsonl').write_text(seal_values(lines))
        tried.append((kind, number, key, what))
    said, done = grade(exercise, folder)
    tell(f'{good.stem}: each of {len(tried)} changes, sealed anew, is told',
         [name_of(*change) for number, change in enumerate(tried)
          if number not in said
          and not is_believed(change[0], change[2], change[3])])
    tell(f'{good.stem}: changes are problems',
         [] if done.returncode == 1 else [f'exit status {done.returncode}'])


def main():
    run('new', 'exercise', 'week.json', 'maya-1', 'maya-2')
    first = play('week.json', 'maya-1', 'Ann', 'first.jsonl', [
        ':hint', 'You sound tired.', ':retry',
        'You sound worn out, and alone with it.',
        ':dispute empathy I meant more', ':better', ':feedback off',
        'What are the nights like?', '', "I'm so sorry.", ':end', '4'])
    time.sleep(1.1)  # sessions are told apart by the second
    second = play('week.json', 'maya-2', 'Ann', 'second.jsonl', [
        'You came back.', ':dispute it was kind', 'What has this week been '
        'like?', 'You should rest.', ':end', ''], f'--after={first}')
    try_unsealed('week.json', first)
    try_unsealed('week.json', second)
    try_sealed('week.json', first)
    try_sealed('week.json', second, first)
    print('done')


if __name__ == '__main__':
    main()
