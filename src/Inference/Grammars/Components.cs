namespace SpecMesh.Inference.Grammars;

/// <summary>Strongly connected components of a graph, by Tarjan's algorithm, with its stacks on the heap: paths may be long.</summary>
internal sealed class Components
{
    private readonly Func<int, IEnumerable<int>> _edges;
    private readonly int[] _order;
    private readonly int[] _low;
    private readonly int[] _component;
    private readonly Stack<int> _open = [];
    private readonly Stack<(int Node, IEnumerator<int> Edges)> _path = [];
    private int _seen;
    private int _components;

    private Components(int count, Func<int, IEnumerable<int>> edges)
    {
        _edges = edges;
        _order = new int[count];
        _low = new int[count];
        _component = new int[count];
    }

    /// <summary>The component of each node, from 1 on: two nodes have the same if each can be reached from the other.</summary>
    public static int[] Of(int count, Func<int, IEnumerable<int>> edges)
    {
        var components = new Components(count, edges);
        for (var node = 0; node < count; node++)
        {
            if (components._order[node] == 0)
                components.Explore(node);
        }

        return components._component;
    }

    private void Explore(int start)
    {
        Enter(start);
        while (_path.TryPeek(out var top))
        {
            if (!top.Edges.MoveNext())
            {
                _path.Pop();
                Leave(top.Node);
                continue;
            }

            var next = top.Edges.Current;
            if (_order[next] == 0)
                Enter(next);
            else if (_component[next] == 0)
                _low[top.Node] = Math.Min(_low[top.Node], _order[next]);
        }
    }

    private void Enter(int node)
    {
        _order[node] = _low[node] = ++_seen;
        _open.Push(node);
        _path.Push((node, _edges(node).GetEnumerator()));
    }

    private void Leave(int node)
    {
        if (_path.TryPeek(out var parent))
            _low[parent.Node] = Math.Min(_low[parent.Node], _low[node]);
        if (_low[node] != _order[node])
            return;
        _components++;
        int member;
        do
        {
            member = _open.Pop();
            _component[member] = _components;
        }
        while (member != node);
    }
}
