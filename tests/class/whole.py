#!/usr/bin/env python3
"""A class of three hundred, graded: run in an empty folder.

    whole.py [NUMBER]

A dozen and more sessions are played for the exercise, well and badly. Three
hundred trainees get some of them, each with a name and times of their own, and
sealed as the program would have; so what they must earn can be counted here,
from what the program wrote when they were played, by other code than its own.
Among them lie files that are forged, broken or none. Each of those must be
named with its reason, and everybody else's marks must be right: as a table,
and in the files that Canvas and Moodle exported, cell by cell.
"""
import csv
import datetime
import hashlib
import io
import json
import os
import pathlib
import random
import re
import sys

from common import play, read, run, seal_values, tell

RANDOM = random.Random(7)
SCENARIOS = ('maya-1', 'walter-1')
DUE = '2027-02-01T12:00:00Z'
LEAST = 6
ESCAPE = '\x1b]0;owned\x07'

# Trainees of one habit, and some who mix them.
HABITS = {
    'advice': ['You should get up earlier.', 'Have you tried a meditation app?',
               'You need to talk to your boss.', 'Just stop thinking of it.',
               'You should see a doctor.', 'Have you tried going for a walk?',
               'You must sleep more.'],
    'closed': ['Are you sleeping badly?', 'Is it work?', 'Do you drink coffee?',
               'Are you married?', 'Did you tell anyone?', 'Is it getting '
               'worse?', 'Do you want help?'],
    'silence': [''] * 8,
    'stock': ['It sounds like that is really hard for you.'] * 9,
    'asks': ['What brings you here?', 'What are the nights like?',
             'How did that begin?', 'What would you want instead?',
             'What have you tried so far?', 'How was that for you?',
             'What matters most in that?'],
    'warm': ['You sound worn out, and alone with it.',
             'So the nights are the worst, and nobody knows.',
             'That sounds lonely.', 'You miss him.',
             'It hurts that nobody asks how you are.',
             'You have carried this by yourself for a long time.',
             'What would be good to talk about next time?'],
    'short': ['Hm.', 'You sound tired.'],
}
HABITS['mixed'] = [HABITS['warm'][0], HABITS['advice'][1], HABITS['asks'][1],
                   '', HABITS['warm'][2], HABITS['closed'][1],
                   HABITS['warm'][5], HABITS['asks'][6]]


# --- the exercise, and what it gives ------------------------------------------

def write_exercise(path, title='Listening, first'):
    run('new', 'exercise', path, *SCENARIOS)
    text = pathlib.Path(path).read_text()
    text = text.replace('"title": "week-3"', f'"title": "{title}"')
    text = text.replace('// "due": "2027-02-01T12:00:00Z"', f'"due": "{DUE}"')
    text = re.sub(r'"least_replies": \d+', f'"least_replies": {LEAST}', text)
    pathlib.Path(path).write_text(text)


def plain(text):
    """JSON with comments, for files that have no // in a text."""
    return json.loads(re.sub(r'(?m)^\s*//.*$', '', text))


def points_at(steps, value):
    """Thousandths of points for a value in thousandths, as DESIGN has it."""
    steps = [(round(x * 1000), round(y * 1000)) for x, y in steps]
    if value <= steps[0][0]:
        return steps[0][1]
    for (x, y), (right, top) in zip(steps, steps[1:]):
        if value < right:
            return y + (top - y) * (value - x) // (right - x)
    return steps[-1][1]


def thousandths(number, of):
    """A share in whole thousandths, rounded half away from nought."""
    half = (2 * 1000 * abs(number) + of) // (2 * of)
    return half if number >= 0 else -half


def kept_replies(events):
    kept = []
    for event in events:
        if event['event'] == 'retry':
            kept.pop()
        elif event['event'] == 'reply':
            kept.append(event)
    return kept


def marks_of(exercise, sessions):
    """Thousandths for each criterion: SESSIONS are lines, or None, a scenario
    each."""
    replies = [reply for lines in sessions if lines
               for reply in kept_replies(lines[1:])]
    count = len(replies)
    shows = {code: sum(reply['codes'].get(code, 0) > 0 for reply in replies)
             for code in ('reflection', 'input')}
    marks = {}
    for criterion in exercise['criteria']:
        name = criterion['id']
        if name == 'listening':
            value = thousandths(shows['reflection'], count) - thousandths(
                shows['input'], count) if count else None
        elif name == 'empathy_mean':
            value = thousandths(sum(reply['codes'].get('empathy', 0)
                                    for reply in replies),
                                count) if count else None
        elif name == 'trust':
            value = sum(kept_replies(lines[1:])[-1]['state']['trust']
                        if lines and kept_replies(lines[1:]) else start
                        for lines, start in zip(sessions, (0, 0))) * 1000 // 2
        else:
            met = sum(bool(lines) and lines[-1].get('ending') in
                      criterion['ending'] for lines in sessions)
            marks[name] = met * 1000 // 2 * criterion['points']
            continue
        marks[name] = 0 if value is None else points_at(criterion['points'],
                                                        value)
    return marks


def shown(points):
    """As the program writes points: two decimals, and no noughts behind."""
    text = f'{(points + 5) // 10 / 100:.2f}'
    return text.rstrip('0').rstrip('.')


# --- people, and their files --------------------------------------------------

FIRST = ('Ann Bo Cy Dana Emre Fay Gül Ha Ines Jo Kai Lea Max Nia Ole Pia Quinn '
         'Rui Sol Tim Uma Vic Wen Xenia Yara Zoë Åsa Émile Иван 佳').split()
LAST = ("Abel Bauer Cruz Doe Eto Faye Gray Horn Ito Jain Kahn Lim Moe Ng "
        "O'Neil Poe Quist Roe Smith-Jones von_Berg").split()
ODD = ['=SUM(A1:A9)', '+1', '-2+3', '@cmd', '<script>alert(1)</script>',
       '"Quoted" Name', 'Comma, Name', 'Semi;colon', "O'Brien; DROP", '100%s%n',
       '\u202eevil', "'=x", 'a' * 150]


class Person:
    def __init__(self, number):
        self.number = number
        first = FIRST[number % len(FIRST)]
        last = LAST[number // len(FIRST)].replace('_', ' ')
        self.name = f'{first} {last}{number // 600 or ""}'
        self.sortable = f'{last}, {first}'
        self.id = str(40000 + number)
        self.sis = f's{1000 + number}'
        self.login = f'{first.lower()}{number}@uni.example'
        self.called = [self.name, self.id, self.sis, self.login][number % 4]
        if number < len(ODD):
            self.name = self.sortable = self.called = ODD[number]
        self.sessions = {scenario: [] for scenario in SCENARIOS}


def stamp(seconds):
    start = datetime.datetime(2027, 1, 10, 9, 0, 0)
    return (start + datetime.timedelta(seconds=seconds)).strftime(
        '%Y-%m-%dT%H:%M:%SZ')


def lived(lines, trainee, seconds, attempt=None):
    """LINES as TRAINEE would have left them, begun so many seconds on."""
    lines = json.loads(json.dumps(lines))
    lines[0]['trainee'] = trainee
    lines[0]['attempt'] = attempt or hashlib.sha256(
        f'{trainee} {seconds} {lines[0]["scenario"]["id"]}'.encode()
    ).hexdigest()[:16]
    lines[0]['start'] = stamp(seconds)
    for number, line in enumerate(lines[1:]):
        line['time'] = stamp(seconds + 20 * (number + 1))
    return lines


FOLDERS = ['', 'group 1', 'group 1/late', 'Größe/sub', '-dash', 'a/b/c/d/e',
           'submissions_4411 (1)', 'x.jsonl.d']
NAMES = ['{n}.jsonl', 'transcript ({n}).jsonl', '{n}', 'final_FINAL{n}.txt',
         '-{n}.jsonl', 'Ünï {n}.JSONL', "it's {n}.json", '{n}\n.jsonl',
         '{n}.jsonl.jsonl', 'copy of {n} 100%.log']


def put(text, number):
    path = pathlib.Path('in', FOLDERS[number % len(FOLDERS)],
                        NAMES[number % len(NAMES)].format(n=number))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, newline='')
    return path


def make_class(base, count):
    people = [Person(number) for number in range(count)]
    files = 0
    for person in people:
        for place, scenario in enumerate(SCENARIOS):
            if person.number % 50 == 49 and place == 1:
                continue  # never played the second
            tries = RANDOM.choice([1, 1, 1, 2, 3])
            for attempt in range(tries):
                habit = RANDOM.choice(list(base[scenario]))
                late = person.number % 17 == 3 and attempt == tries - 1
                seconds = (place * 3 + attempt) * 86400 + person.number * 7 + (
                    40 * 86400 if late else 0)
                lines = lived(base[scenario][habit], person.called, seconds)
                person.sessions[scenario].append(lines)
                put(seal_values(lines), files)
                files += 1
    return people, files


# --- forgeries ----------------------------------------------------------------

def change(lines, event, **new):
    """LINES with the EVENTth reply changed."""
    lines = json.loads(json.dumps(lines))
    replies = [line for line in lines if line.get('event') == 'reply']
    replies[event].update(new)
    return lines


def head(lines, **new):
    return [{**lines[0], **new}, *lines[1:]]


def forgeries(good):
    """(what, text, regex that must be told of it, whether it is graded)."""
    def of(name, at=0):
        return lived(good, f'Forger {name}', 700000 + at)

    text = seal_values(of('reply'))
    yield 'reply', text.replace('nobody knows', 'somebody knows', 1), \
        r'line \d+: this line, or one before it, is not as it was written', 0
    yield 'sealed reply', seal_values(change(
        of('sealed reply'), 1, text='You should get up earlier.')), \
        r'turn 2: the file says codes .*replay .*advice', 1
    yield 'score', seal_values(change(of('score'), 0, codes={'empathy': 2})), \
        r'turn 1: the file says codes \{"empathy":2\}, replay', 1
    yield 'state', seal_values(change(of('state'), 0, state={
        **good[1]['state'], 'trust': 10})), \
        r'turn 1: the file says state \{"trust":10', 1
    lines = of('missing')
    yield 'missing', seal_values(lines[:2] + lines[3:]), \
        r'turn 3: a reply of turn 2 was to come; turns are missing', 1
    lines = of('swapped')
    yield 'swapped', seal_values([*lines[:2], lines[3], lines[2], *lines[4:]]), \
        r'turn 3: a reply of turn 2 was to come.*out of order', 1
    text = seal_values(of('chain'))
    at = text.index('"chain":"', text.index('\n')) + 12
    yield 'chain', text[:at] + ('0' if text[at] != '0' else '1') + \
        text[at + 1:], r'line 2: this line, or one before it', 0
    other = {'id': 'alliance', 'version': 9, 'sha256': 'f' * 64}
    yield 'rubric', seal_values(head(of('rubric'), rubric=other)), \
        r"another rubric than the exercise pins: 'alliance' version 9", 1
    yield 'scenario', seal_values(head(of('scenario'), scenario={
        'id': 'maya-1', 'version': 9, 'sha256': 'f' * 64})), \
        r'another scenario than the exercise pins', 1
    yield 'no scenario', seal_values(head(of('no scenario'), scenario={
        'id': 'frank-1', 'version': 1, 'sha256': 'f' * 64})), \
        r"it is of the scenario 'frank-1', which the exercise does not have", 0
    lines = of('clock')
    lines[3]['time'] = '2026-12-24T00:00:00Z'
    yield 'clock', seal_values(lines), \
        r'turn 3: the clock goes back, from 2027-01-18T\S+ to 2026-12-24', 1
    yield 'exercise', seal_values(head(of('exercise'), exercise={
        **good[0]['exercise'], 'id': 'week-4'})), \
        r"it is of another exercise, 'week-4'", 0
    yield 'older exercise', seal_values(head(of('older exercise'), exercise={
        **good[0]['exercise'], 'sha256': 'e' * 64})), None, 1
    yield 'newer', seal_values(head(of('newer'),
                                    format='rapport-transcript/2')), \
        r'written by another version of the program, as rapport-transcript/2', 0
    yield 'no exercise', seal_values([{k: v for k, v in of('no exercise')[
        0].items() if k != 'exercise'}, *good[1:]]), \
        r'it was played for no exercise', 0
    yield 'mode', seal_values(head(of('mode'), mode='exam')), \
        r"in the mode 'exam', not 'practice'", 1
    yield 'empty', '', r'it is empty', 0
    text = seal_values(of('truncated'))
    yield 'truncated', text[:len(text) // 2], \
        r'its last line is cut off in the middle', 1
    yield 'torn', seal_values(of('torn'))[:-9], \
        r'its last line is cut off in the middle', 1
    yield 'cut before the end', '\n'.join(
        line[:-30] if number == 2 else line for number, line in
        enumerate(seal_values(of('cut before the end')).split('\n'))), \
        r'line 3: this line, or one before it', 0
    yield 'unended', seal_values(of('unended')[:-1]), r'it has no end', 1
    yield 'after the end', seal_values([*of('after the end'),
                                        {**good[1], 'turn': 8}]), \
        r"a line 'reply' after the end", 1
    yield 'crlf', seal_values(of('crlf')).replace('\n', '\r\n'), \
        r'its line ends or its first bytes were changed', 1
    yield 'html', '<!doctype html><title>Login</title>', \
        r'line 1: this is no transcript of rapport', 0
    yield 'prose', 'Dear Dr Roe, please find attached\n', \
        r'line 1: this is no transcript of rapport', 0
    yield 'carry', seal_values(head(of('carry'), carry={
        'trust': 10, 'from': 'a' * 64})), \
        r'trust was carried over as 10, which this scenario does not take', 1
    yield 'escape', seal_values([
        {**of('escape')[0], 'trainee': f'Forger {ESCAPE}\u202e=1+1'},
        *good[1:3],
        {'event': 'dispute', 'turn': 2, 'code': ESCAPE, 'text': ESCAPE,
         'time': good[2]['time'] + ESCAPE, 'chain': ''}]), \
        r"turn 2: '.*owned.*' is no time", 1


def put_forged(good, count):
    """(name, path, regex, whether graded) of each."""
    forged = []
    for number, (what, text, regex, graded) in enumerate(forgeries(good)):
        forged.append((what, put(text, count + number), regex, graded))
    return forged


def put_others(good):
    """What is no transcript at all, or is there twice: (path, regex)."""
    folder = pathlib.Path('in/others')
    folder.mkdir(parents=True)
    (folder / 'folder.jsonl').mkdir()
    os.symlink('..', folder / 'loop.jsonl')
    os.symlink('nowhere', folder / 'nothing.jsonl')
    (folder / 'binary.jsonl').write_bytes(bytes(range(256)) * 64)
    (folder / 'utf16.jsonl').write_bytes(seal_values(good).encode('utf-16'))
    with open(folder / 'huge.jsonl', 'wb') as file:
        file.write(seal_values(good).encode())
        file.truncate(100 << 20)
    twice = seal_values(lived(good, 'Twice', 650000))
    (folder / 'twice.jsonl').write_text(twice)
    (folder / 'twice (1).jsonl').write_text(twice)
    longer = lived(good, 'Longer', 651000)
    (folder / 'longer.jsonl').write_text(seal_values(longer))
    (folder / 'shorter.jsonl').write_text(seal_values(longer[:4]))
    nobody = lived(good, 'x', 652000)
    del nobody[0]['trainee']
    (folder / 'nobody.jsonl').write_text(seal_values(nobody))
    for number in range(2):
        (folder / f'one name {number}.jsonl').write_text(seal_values(
            lived(good, 'One Name', 653000 + 30 * number)))
    for number in range(5):
        (folder / f'many {number}.jsonl').write_text(seal_values(
            lived(good, 'Many Times', 660000 + 9000 * number)))
    return [
        ('loop.jsonl', r'nothing in it was read: it is a link to a folder'),
        ('nothing.jsonl', r'it is a link to nothing'),
        ('binary.jsonl', r'this is no transcript of rapport'),
        ('utf16.jsonl', r'this is no transcript of rapport'),
        ('huge.jsonl', r'cannot read it: .*(large|MiB|bytes)'),
        ('twice.jsonl', r'it is a copy of in/others/twice \(1\)\.jsonl'),
        ('shorter.jsonl', r'it is of the same attempt as in/others/longer'),
    ]


# --- what is told -------------------------------------------------------------

def check_told(told, forged, others):
    wrong = []
    for what, path, regex, _ in forged:
        said = [line for line in told.split('\n')
                if str(path).split('\n', 1)[0] in line]
        if not said or (regex and not any(re.search(regex, line)
                                          for line in said)):
            wrong.append(f'{what} ({path}): {said or "not named"}')
    for name, regex in others:
        said = [line for line in told.split('\n')
                if line.startswith((f'  in/others/{name}: ',
                                    f'  in/others/{name} ('))]
        if not any(re.search(regex, line) for line in said):
            wrong.append(f'{name}: {said or "not named"}')
    for line in (r'\(no name\): the transcript names nobody',
                 r'One Name: maya-1 and maya-1, around 2027-',
                 r'Many Times, maya-1: 5 sessions were handed in, 3 may be',
                 r'eeeeeeeeeeee…: Forger older exercise'):
        if not re.search(line, told):
            wrong.append(f'nothing is told like {line}')
    tell('each forged or broken file is named with its reason', wrong)


def check_harmless(texts):
    wrong = [f'{name}: {hex(ord(bad[0]))}' for name, text in texts.items()
             for bad in re.findall('[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f'
                                   '\u202a-\u202e\u2066-\u2069]', text)]
    tell('nothing that is written can steer a terminal', sorted(set(wrong)))


def rows_of(rows, person):
    """A name that a spreadsheet would take for a formula is quoted, and what
    could steer a terminal is written out."""
    name = person.called.replace('\u202e', r'\u{202e}')
    return rows.get(name) or rows.get("'" + name)


def check_table(people, exercise, table, forged):
    rows = {}
    for row in csv.DictReader(io.StringIO(table, newline='')):
        rows.setdefault(row['trainee'], []).append(row)
    wrong = []
    for person in people:
        last = [person.sessions[s][-1] if person.sessions[s] else None
                for s in SCENARIOS]
        marks = marks_of(exercise, last)
        found = rows_of(rows, person)
        if not found or len(found) > 1:
            wrong.append(f'{person.called}: {len(found or [])} rows')
            continue
        replies = sum(len(kept_replies(lines[1:])) for lines in last if lines)
        expected = {k: shown(v) for k, v in marks.items()}
        expected.update(
            total=shown(sum(marks.values())), of='30',
            late='late' if any(lines and lines[-1]['time'] > DUE
                               for lines in last) else '',
            incomplete='' if all(last) else 'incomplete',
            too_short='too short' if replies < LEAST else '')
        differing = {key: (found[0][key], value)
                     for key, value in expected.items()
                     if found[0][key] != value}
        if differing:
            wrong.append(f'{person.called}: {differing}')
    for row in table.split('\r\n'):
        if re.match(r'"?[=+@-]', row):
            wrong.append(f'a formula: {row}')
    for what, _, _, graded in forged:
        if (f'Forger {what}' in rows) != bool(graded) and what != 'escape':
            wrong.append(f'Forger {what}: graded {bool(graded)}?')
    tell('the marks of all others are right, counted by other code', wrong)
    return rows


def check_turns(base):
    """Read back as turns, replies show what they showed when they were said."""
    known = {}
    for scenario, habits in base.items():
        for lines in habits.values():
            replies = kept_replies(lines[1:])
            known[scenario, tuple(r['text'] for r in replies)] = [
                r['codes'] for r in replies]
    sessions = {}
    for line in run('score', 'out/turns.jsonl').stdout.splitlines():
        turn = json.loads(line)
        if turn['speaker'] == 'therapist':
            sessions.setdefault(turn['session'], []).append(turn)
    wrong, met = [], 0
    for name, turns in sessions.items():
        codes = known.get((name.rsplit(', ', 1)[1],
                           tuple(turn['text'] for turn in turns)))
        met += codes is not None
        for turn, were in zip(turns, codes or []):
            shows = {code: level for code, level in
                     turn['scored']['codes'].items() if level > 0}
            if shows != were:
                wrong.append(f'{name}: {turn["text"]}: {shows}, not {were}')
    if met < len(sessions) * 9 // 10:
        wrong.append(f'only {met} of {len(sessions)} sessions are known')
    tell('turns to be coded are scored as they were when played', wrong)


# --- the gradebooks -----------------------------------------------------------

def write_csv(path, rows, separator, end, encoding, quote_all=False):
    out = io.StringIO(newline='')
    writer = csv.writer(out, delimiter=separator, lineterminator=end,
                        quoting=csv.QUOTE_ALL if quote_all
                        else csv.QUOTE_MINIMAL)
    writer.writerows(rows)
    pathlib.Path(path).write_bytes(out.getvalue().encode(encoding))


def read_csv(path, separator):
    text = pathlib.Path(path).read_bytes().decode('utf-8-sig')
    return list(csv.reader(io.StringIO(text, newline=''), delimiter=separator))


def canvas_rows(people):
    rows = [['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section',
             'Welcome (4410)', 'Listening, first (4411)', 'Notes',
             'Assignments Current Score', 'Final Score'],
            ['', '', '', '', '', '', 'Manual Posting', '', '', ''],
            ['    Points Possible', '', '', '', '', '1.00', '30.00', '',
             '(read only)', '(read only)']]
    for person in people:
        rows.append([person.sortable, person.id, person.sis, person.login,
                     ['Counselling "A", Monday', 'B', 'A\nand B'][
                         person.number % 3],
                     '1.00', '', ['', ' leading', 'said:\r\n"hm"'][
                         person.number % 3], '100.00', '4.8'])
    rows.append(['Student, Test', '99999', '', '8c7f3f0b3c0d4c6c9d4c6d1f4ed2a5',
                 'B', '', '', '', '', ''])
    return rows


def moodle_rows(people):
    rows = [['Teilnehmernummer', 'Vollständiger Name', 'ID-Nummer',
             'E-Mail-Adresse', 'Status', 'Bewertung', 'Maximalbewertung',
             'Bewertung kann geändert werden', 'Zuletzt geändert (Abgabe)',
             'Zuletzt geändert (Bewertung)', 'Feedback als Kommentar']]
    for person in people:
        rows.append([f'Teilnehmer/in {person.id}', f'  {person.name}',
                     person.sis, person.login,
                     'Zur Bewertung abgegeben\nVerspätet: 3 Tage', '', '30,00',
                     'Ja', 'Dienstag, 5. März 2024, 15:04', '-', ''])
    return rows


def check_filled(what, before, after, people, marks, column, feedback, key):
    wrong = []
    if len(before) != len(after):
        wrong.append(f'{len(before)} rows, then {len(after)}')
    by_key = {key(person): person for person in people}
    filled = 0
    for number, (old, new) in enumerate(zip(before, after)):
        person = by_key.get(old[1] if feedback is None else old[0])
        expected = list(old)
        row = marks.get(person.number) if person else None
        if row and not row['to_judge']:
            expected[column] = row['total'] if feedback is None else \
                row['total'].replace('.', ',')
            filled += 1
        compare = [i for i in range(len(old)) if i != feedback]
        if len(old) != len(new) or any(expected[i] != new[i] for i in compare):
            wrong.append(f'row {number + 1}: {new}, not {expected}')
        elif feedback is not None and bool(new[feedback]) != (
                expected[column] != ''):
            wrong.append(f'row {number + 1}: feedback {new[feedback]!r}')
    if filled < len(people) * 9 // 10:
        wrong.append(f'only {filled} rows were filled')
    tell(f'{what}: every cell is right ({filled} marks)', wrong)


def in_gradebooks(people):
    """Odd names are left out of them: ids are what gradebooks go by."""
    return [person for person in people if person.number >= len(ODD)]


def check_gradebook(name, people, rows, done):
    separator, column, feedback, key = {
        'canvas': (',', 6, None, lambda p: p.id),
        'moodle': (';', 5, 10, lambda p: f'Teilnehmer/in {p.id}')}[name]
    marks = {p.number: found[0] for p in people if (found := rows_of(rows, p))}
    check_filled(name, read_csv(f'{name}.csv', separator),
                 read_csv(f'{name}-graded.csv', separator), people, marks,
                 column, feedback, key)
    raw = pathlib.Path(f'{name}-graded.csv').read_bytes()
    wrong = [] if raw.startswith(b'\xef\xbb\xbf') else ['the mark is gone']
    if raw.count(b'\r\n') != pathlib.Path(f'{name}.csv').read_bytes().count(
            b'\r\n'):
        wrong.append('line ends differ')
    if done.returncode != 1:
        wrong.append(f'exit status {done.returncode}')
    if 'Trainees without a row:' not in done.stderr:
        wrong.append('nobody is without a row')
    judged = [p for p in people if marks[p.number]['to_judge']]
    wrong += [f'{p.called} is not told' for p in judged if not re.search(
        f'{re.escape(p.called)}, line .*: too few replies', done.stderr)]
    if not judged:
        wrong.append('nobody has too few replies')
    tell(f'{name}: what was left is told', wrong)


# --- the whole ----------------------------------------------------------------

def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    write_exercise('week-3.json')
    exercise = plain(pathlib.Path('week-3.json').read_text())
    base = {}
    for scenario in SCENARIOS:
        base[scenario] = {
            habit: read(play('week-3.json', scenario, f'{habit}',
                             f'base/{scenario}-{habit}.jsonl', replies))
            for habit, replies in HABITS.items()
            if scenario == 'maya-1' or habit in ('warm', 'mixed', 'short')}
    people, files = make_class(base, count)
    good = lived(base['maya-1']['warm'], 'x', 640000)
    forged = put_forged(good, files)
    others = put_others(good)
    listed = in_gradebooks(people)
    write_csv('canvas.csv', canvas_rows(listed), ',', '\r\n', 'utf-8-sig')
    write_csv('moodle.csv', moodle_rows(listed), ';', '\r\n', 'utf-8-sig',
              quote_all=True)
    canvas = run('grade', 'week-3.json', 'in', '--csv', '--output=out',
                 '--gradebook=canvas.csv')
    moodle = run('grade', 'week-3.json', 'in', '--json',
                 '--gradebook=moodle.csv')
    told = pathlib.Path('out/class.txt').read_text()
    check_told(told, forged, others)
    rows = check_table(people, exercise, canvas.stdout, forged)
    pages = list(pathlib.Path('out/feedback').iterdir())
    check_harmless({
        'the table': canvas.stdout, 'told': canvas.stderr,
        'JSON': moodle.stdout, **{str(page): page.read_text() for page in
                                  [*pages, *pathlib.Path('out').glob('*.*')]}})
    tell('a page and a line of JSON for each',
         [] if len(pages) == moodle.stdout.count('\n') ==
         sum(map(len, rows.values())) else [f'{len(pages)} pages'])
    check_turns(base)
    check_gradebook('canvas', listed, rows, canvas)
    check_gradebook('moodle', listed, rows, moodle)
    print('done')


if __name__ == '__main__':
    main()
