# Prepares an agent's disk before Hermes starts. Run by /bin/sh -eu; may be run again at any point after it was stopped at any other.
#
#   HERMES_HOME   the agent's home on its disk
#   CONFIG_DIR    config.yaml, which is linked, so that Hermes sees a new one at once
#   SOUL_DIR      soul.md, which becomes SOUL.md once and belongs to the agent from then on
#   SKILLS_DIR    <name>.md for each skill that is delivered
#   PROFILE_DIR   profile.tar.gz, whose one folder is put into the home once; what is there already stays
#   SOUL_REQUEST  when this is new, SOUL.md is written anew; empty for never
#
# The agent can write everywhere below its home, and so can whoever talks it into it: links are never followed, names that are read back are
# checked, and what is delivered is made aside and moved into its place.
umask 077
own=$HERMES_HOME/.offerflow
root=$HERMES_HOME/obol-skills
fresh=$own/fresh
# Of an unpacked profile, in bytes.
most=268435456

say() { echo "prepare: $*" >&2; }

# A folder of that name that is none, or leads elsewhere, is taken away; never what it leads to.
folder() {
  if [ -L "$1" ] || { [ -e "$1" ] && [ ! -d "$1" ]; }; then
    say "$1 is no folder and is removed"
    rm -f "$1"
  fi
  mkdir -p "$1"
}

# place <made file> <name>: in one step, over a file or a link, never into what a link leads to.
place() {
  if [ -d "$2" ] && [ ! -L "$2" ]; then
    say "$2 is a folder and is removed"
    rm -rf "$2"
  fi
  mv -fT "$1" "$2"
}

config() {
  ln -s "$CONFIG_DIR/config.yaml" "$fresh/config.yaml"
  place "$fresh/config.yaml" "$HERMES_HOME/config.yaml"
  : > "$fresh/marker"
  place "$fresh/marker" "$HERMES_HOME/.no-bundled-skills"
}

# One folder of plain files and folders; whatever else is in it, or more of it, stops the pod before anything is taken over.
profile() {
  if [ ! -e "$PROFILE_DIR/profile.tar.gz" ] || regular "$own/profile"; then
    return
  fi
  mkdir "$fresh/profile"
  if ! gzip -dc "$PROFILE_DIR/profile.tar.gz" | head -c "$most" | tar -xf - -C "$fresh/profile" --no-same-owner; then
    say "profile.tar.gz cannot be unpacked, or has more than $most bytes"
    exit 1
  fi
  if find "$fresh/profile" \( ! -type d ! -type f \) -o \( -type f -links +1 \) | grep -q .; then
    say "profile.tar.gz holds links or devices; pack plain files and folders only"
    exit 1
  fi
  set -- "$fresh/profile"/* "$fresh/profile"/.[!.]* "$fresh/profile"/..?*
  found=0
  for entry in "$@"; do
    if [ -e "$entry" ]; then
      found=$((found + 1))
      top=$entry
    fi
  done
  if [ "$found" -ne 1 ] || [ ! -d "$top" ]; then
    say "profile.tar.gz must hold one folder and nothing beside it"
    exit 1
  fi
  for entry in "$top"/* "$top"/.[!.]* "$top"/..?*; do
    if [ -e "$entry" ]; then
      adopt "$entry" "${entry##*/}"
    fi
  done
  : > "$fresh/marker"
  place "$fresh/marker" "$own/profile"
}

# adopt <unpacked> <name>: what we deliver ourselves, and what the agent has, is not replaced.
adopt() {
  case $2 in
    config.yaml | obol-skills | .offerflow | .no-bundled-skills)
      say "$2 of the profile is left out, because it is delivered otherwise"
      return
      ;;
  esac
  if [ -e "$HERMES_HOME/$2" ] || [ -L "$HERMES_HOME/$2" ]; then
    say "$2 is there already and stays"
  else
    mv -T "$1" "$HERMES_HOME/$2"
  fi
}

regular() { [ -f "$1" ] && [ ! -L "$1" ]; }

soul() {
  there=$HERMES_HOME/SOUL.md
  legacy=$HERMES_HOME/soul.md
  if ! regular "$there" && regular "$legacy"; then
    place "$legacy" "$there"
  fi
  done_request=
  if regular "$own/soul-request"; then
    done_request=$(cat "$own/soul-request")
  fi
  if ! regular "$there" || { [ -n "$SOUL_REQUEST" ] && [ "$SOUL_REQUEST" != "$done_request" ]; }; then
    cp "$SOUL_DIR/soul.md" "$fresh/SOUL.md"
    if regular "$there" && ! cmp -s "$fresh/SOUL.md" "$there"; then
      cp -P "$there" "$fresh/previous"
      place "$fresh/previous" "$HERMES_HOME/SOUL.md.previous"
    fi
    place "$fresh/SOUL.md" "$there"
  fi
  printf '%s\n' "$SOUL_REQUEST" > "$fresh/soul-request"
  place "$fresh/soul-request" "$own/soul-request"
}

named() {
  case $1 in
    '' | -* | *[!a-z0-9-]*) return 1 ;;
  esac
}

# One skill: what the agent keeps in its folder stays, SKILL.md is ours.
deliver() {
  if [ -d "$root/$1" ] && [ ! -L "$root/$1" ]; then
    cp -RP "$root/$1" "$fresh/skill"
    rm -rf "$fresh/skill/SKILL.md"
  else
    mkdir "$fresh/skill"
  fi
  cp "$SKILLS_DIR/$1.md" "$fresh/skill/SKILL.md"
  rm -rf "${root:?}/$1"
  mv -T "$fresh/skill" "$root/$1"
}

skills() {
  folder "$root"
  : > "$fresh/now"
  for file in "$SKILLS_DIR"/*.md; do
    if [ -e "$file" ]; then
      name=${file##*/}
      printf '%s\n' "${name%.md}" >> "$fresh/now"
    fi
  done
  : > "$fresh/before"
  if regular "$own/skills"; then
    cat "$own/skills" > "$fresh/before"
  fi
  # Until the end both sets count as delivered, so that an interruption forgets neither.
  sort -u "$fresh/before" "$fresh/now" > "$fresh/both"
  place "$fresh/both" "$own/skills"
  while read -r name; do
    deliver "$name"
  done < "$fresh/now"
  while read -r name; do
    if named "$name" && [ ! -e "$SKILLS_DIR/$name.md" ]; then
      rm -rf "${root:?}/$name"
    fi
  done < "$fresh/before"
  place "$fresh/now" "$own/skills"
}

if [ -L "$HERMES_HOME" ]; then
  say "$HERMES_HOME is a link and is not followed"
  exit 1
fi
mkdir -p "$HERMES_HOME"
folder "$own"
rm -rf "$fresh"
mkdir "$fresh"
profile
for name in home workspace logs; do
  folder "$HERMES_HOME/$name"
done
config
soul
skills
rm -rf "$fresh"
