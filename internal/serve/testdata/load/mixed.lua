-- one row, a hundred rows, a row by column names, MLflow's records, in turn
local rows = {}
for i = 1, 100 do rows[i] = string.format("%d.1,3.%d,%d.4,0.%d", i % 8, i % 10, i % 6, i % 3) end
local requests = {
  {"/v2/models/iris/infer", '{"inputs":[{"name":"x","shape":[1,4],"datatype":"FP64","data":[5.1,3.5,1.4,0.2]}]}'},
  {"/v2/models/iris/infer", '{"inputs":[{"name":"x","shape":[100,4],"datatype":"FP64","data":[' .. table.concat(rows, ",") .. ']}],"outputs":[{"name":"predict_proba"}]}'},
  {"/v2/models/titanic/infer", '{"inputs":[{"name":"sex","shape":[1],"datatype":"BYTES","data":["f"]},{"name":"age","shape":[1],"datatype":"FP64","data":[null]},{"name":"fare","shape":[1],"datatype":"FP64","data":[30]},{"name":"emb","shape":[1],"datatype":"BYTES","data":[null]}]}'},
  {"/models/titanic/invocations", '{"dataframe_records":[{"age":22,"fare":7.25,"sex":"m","emb":"S"}],"params":{"method":"predict_proba"}}'},
}
local n = 0
request = function()
  n = n % #requests + 1
  return wrk.format("POST", requests[n][1], {["Content-Type"] = "application/json"}, requests[n][2])
end
