using System.Globalization;
using System.Text;
using Lockstep.Rsync.FileList;

namespace Lockstep.Rsync.Disk;

/// <summary>The users and groups that the system's files name. Those of a directory service travel as numbers.</summary>
internal sealed class SystemIds : IIdNames
{
    private const int MaxFileLength = 16 << 20;

    private readonly Lazy<IdTable> _users = new(() => new IdTable("/etc/passwd"));
    private readonly Lazy<IdTable> _groups = new(() => new IdTable("/etc/group"));

    /// <inheritdoc/>
    public string? UserName(int id) => _users.Value.Names.GetValueOrDefault(id);

    /// <inheritdoc/>
    public string? GroupName(int id) => _groups.Value.Names.GetValueOrDefault(id);

    /// <inheritdoc/>
    public int? UserId(string name) => _users.Value.Ids.TryGetValue(name, out int id) ? id : null;

    /// <inheritdoc/>
    public int? GroupId(string name) => _groups.Value.Ids.TryGetValue(name, out int id) ? id : null;

    private sealed class IdTable
    {
        public IdTable(string path)
        {
            foreach (string line in Encoding.UTF8.GetString(ProcFile.Read(path, MaxFileLength)).Split('\n'))
            {
                if (line.Split(':') is [{ Length: > 0 } name, _, string number, ..]
                    && uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out uint id))
                {
                    Names.TryAdd((int)id, name);
                    Ids.TryAdd(name, (int)id);
                }
            }
        }

        public Dictionary<int, string> Names { get; } = [];

        public Dictionary<string, int> Ids { get; } = [];
    }
}
