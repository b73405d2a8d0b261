-- In: a list of {tex} as JSON. Out: a list of {mathml, typst}, "" for what cannot be read. Each formula on its own.

local function translated(asked)
  local found = { mathml = "", typst = "" }
  pcall(function()
    -- The last argument is the environment: an empty one, so that no formula can read a file.
    local document = pandoc.read(asked.tex, "latex+latex_macros", {}, {})
    local block = document.blocks[#document.blocks]
    if #document.blocks ~= 1 or #block.content ~= 1 or block.content[1].t ~= "Math" then
      return
    end
    local alone = pandoc.Pandoc({ pandoc.Plain(block.content) })
    local page = pandoc.write(alone, "html", { html_math_method = "mathml" })
    local source = pandoc.write(alone, "typst", { wrap_text = "none" })
    local mathml = page:match("<math.*</math>")
    if mathml then
      found.mathml = mathml
      found.typst = source:match("^%s*%$(.*)%$%s*$") or ""
    end
  end)
  return found
end

local asked = pandoc.json.decode(io.read("a"), false)
local answers = pandoc.List(asked):map(translated)
io.write(pandoc.json.encode(answers))
