using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Lockstep.Tree;

namespace Lockstep.Cli.Json;

/// <summary>
/// Paths in JSON, without loss: the path itself where it is UTF-8; else its display form, with the exact bytes beside it under
/// <c>path_base64</c>.
/// </summary>
internal static class JsonPath
{
    public static void Write(Utf8JsonWriter json, string name, RelativePath path)
    {
        if (Utf8.IsValid(path.Bytes))
        {
            json.WriteString(name, path.IsRoot ? "." : Encoding.UTF8.GetString(path.Bytes));
            return;
        }

        json.WriteString(name, path.ToString());
        json.WriteBase64String($"{name}_base64", path.Bytes);
    }
}
