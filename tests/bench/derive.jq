# The rubric of 200 cues that grow.c makes, as a file that the program reads:
# the shipped rubric's cues, spread evenly over it, ten to a code.
(.cues | to_entries) as $all
| [range(200) | $all[. * ($all | length) / 200 | floor]] as $cues
| .cues = ([$cues | to_entries[] | .key as $i | .value
    | if .value.all
      then .value = {all: [$cues[$i - 1, $i - 2].key], why: .value.why}
      else . end] | from_entries)
| .codes = ([range(20) as $code | {key: "code_\($code)", value: {
    title: "Code \($code)", source: "derived", from: ([{key: "bias", value: -0.3},
      ($cues[$code * 10:$code * 10 + 10][] | {key, value: 0.1})]
      | from_entries)}}] | from_entries)
| .main = {of: {code_0: 0}, else: "other"}
| .measures = [{id: "share", title: "Share", share: "code_0", fair: 0.4,
    good: 0.2}]
| del(.measured)
