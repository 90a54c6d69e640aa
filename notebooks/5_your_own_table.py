# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 5. Your own table
#
# Now a real one: 344 penguins of three species, numbers and words, some cells missing. Put the path of your own CSV or Parquet
# file in place of `"penguins"`, and your column in place of `"species"`: everything below stays as it is.

# %%
import separatrix

TABLE, TARGET = "penguins", "species"

# %% [markdown]
# ## Look before you learn
#
# `check` says what every column is, and what would make a score a lie: columns that know the answer, rows that repeat.

# %%
checked = separatrix.check(TABLE, target=TARGET)
for finding in checked.findings:
    print(f"[{finding.severity}] {finding.what} {finding.means}")

# %% [markdown]
# ## Train

# %%
recipe = separatrix.Recipe(hidden=(32, 32), epochs=60, learning_rate=0.005)
run = separatrix.train(TABLE, target=TARGET, recipe=recipe, seeds=5, out="runs/penguins")
run

# %%
accuracy = run.scores["test"]["accuracy"]
print(f"{accuracy.value:.3f}, between {accuracy.low:.3f} and {accuracy.high:.3f}; a guess reaches {run.guess['test']['accuracy']:.3f}")
assert accuracy.value > 0.9

# %% [markdown]
# ## See what it learned
#
# Two columns of any kind span a plane. The others stand at what nearby rows have, and the picture says for how many rows it
# speaks.

# %%
run.show("boundary")

# %%
run.show("boundary", features=("bill_length_mm", "island"))

# %% [markdown]
# Which columns matter, how answers change with them, and how one row's answer came about:

# %%
run.show("importance")

# %%
run.show("effects")

# %%
run.show("contributions", row=7)

# %% [markdown]
# ## Where is it wrong, and what ails it?

# %%
found = run.diagnose()
print(*found.classes, sep="\n")
print("worst rows:", [(worst.row, worst.truth, worst.answer) for worst in found.worst[:3]])
print("doctor:", [symptom.name for symptom in run.doctor()] or "nothing ails this training")

# %% [markdown]
# ## Is a network worth it here?
#
# A ladder says what each idea bought on these rows, beside a plain line and boosted trees.

# %%
ladder = separatrix.ladder(TABLE, target=TARGET, repeats=1)
ladder

# %%
print(ladder.recommended)
for sentence in ladder.sentences:
    print("-", sentence)

# %% [markdown]
# ## Keep it, open it, use it

# %%
again = separatrix.load("runs/penguins")
one = {
    "island": "Dream", "bill_length_mm": 44.1, "bill_depth_mm": 19.7, "flipper_length_mm": 196,
    "body_mass_g": 4400, "sex": None, "year": 2007,
}
print(again.predict(one), again.predict_proba(one).round(3), again.classes)
assert again.predict("penguins").tolist() == run.predict("penguins").tolist()

# %% [markdown]
# ## To try
#
# 1. Train with `calibration_share=0.2` and ask `run.predict_sets(TABLE, coverage=0.95)`.
# 2. Drop the two most important columns (`kinds={"bill_length_mm": "drop"}`). Who takes their place?
# 3. `separatrix.report(run, ladder, out="report.html")` writes one page to hand on.
